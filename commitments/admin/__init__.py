"""The admin: one module per noun; importing it registers its pages."""

import commitments.admin.access_log
import commitments.admin.accounts.admin
import commitments.admin.accounts.changes
import commitments.admin.closures
import commitments.admin.commitments.admin
import commitments.admin.commitments.follow_ups
import commitments.admin.commitments.publication
import commitments.admin.commitments.requests
import commitments.admin.imports.matrices
import commitments.admin.imports.matrix_returns
import commitments.admin.imports.update_forms
import commitments.admin.meetings.admin
import commitments.admin.meetings.minutes
import commitments.admin.meetings.outcomes
import commitments.admin.meetings.statements
import commitments.admin.packets.admin
import commitments.admin.packets.briefs
import commitments.admin.parties.countries
import commitments.admin.parties.handovers
import commitments.admin.parties.holidays
import commitments.admin.parties.officials
import commitments.admin.parties.protocol
import commitments.admin.reminders.emails
import commitments.admin.site
import commitments.admin.webhooks
