"""Seals over the history, changes of accounts by two persons, grants, releasable versions, openings, confidence."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('commitments', '0008_what_a_packet_is_about'),
        # The last of knox: it rebuilds the key of its table, which a foreign key would not survive.
        ('knox', '0009_extend_authtoken_field'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('matter', models.CharField(choices=[('reach', 'role, clearance or scope'), ('second_factor', 'reset of a lost second factor')], default='reach', max_length=20, verbose_name='what is proposed')),
                ('values', models.JSONField(blank=True, default=dict, verbose_name='as it shall be')),
                ('before', models.JSONField(blank=True, default=dict, verbose_name='as it stood')),
                ('reason', models.CharField(max_length=300, verbose_name='why')),
                ('state', models.CharField(choices=[('asked', 'waits for a decision'), ('granted', 'granted'), ('refused', 'refused'), ('taken_back', 'taken back')], default='asked', max_length=20, verbose_name='state')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('answer', models.CharField(blank=True, max_length=300, verbose_name='the decision in words')),
            ],
            options={
                'verbose_name': 'change of an account',
                'verbose_name_plural': 'changes of accounts',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('ended_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='taken back at')),
                ('reason', models.CharField(max_length=300, verbose_name='why')),
            ],
            options={
                'verbose_name': 'grant',
                'verbose_name_plural': 'grants',
                'ordering': ('-ends_on', '-id'),
            },
        ),
        migrations.CreateModel(
            name='Opening',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(verbose_name='when')),
                ('kind', models.CharField(choices=[('opened', 'opened'), ('printed', 'printed'), ('exported', 'exported'), ('fetched', 'fetched by a program')], max_length=12, verbose_name='what')),
                ('subject_type', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.PositiveBigIntegerField(blank=True, null=True)),
                ('classification', models.PositiveSmallIntegerField(default=0, verbose_name='marking at that moment')),
                ('note', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                ('source', models.CharField(blank=True, max_length=80, verbose_name='from where')),
            ],
            options={
                'verbose_name': 'opening',
                'verbose_name_plural': 'log of openings',
                'ordering': ('-id',),
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded at')),
                ('version', models.PositiveIntegerField(default=1, editable=False, verbose_name='version')),
                ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                ('wording', models.TextField(max_length=600, verbose_name='wording for publication')),
                ('status', models.CharField(choices=[('not_started', 'not started'), ('limited', 'limited'), ('substantial', 'substantial'), ('complete', 'complete'), ('no_evidence', 'no evidence')], max_length=20, verbose_name='status for publication')),
                ('due', models.CharField(blank=True, help_text='in words, such as “June 2027”; empty where none is to be published', max_length=120, verbose_name='date for publication')),
                ('state', models.CharField(choices=[('draft', 'being written'), ('cleared', 'cleared for publication'), ('withdrawn', 'no longer to be published')], default='draft', max_length=20, verbose_name='state')),
                ('approved_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cleared at')),
                ('of', models.JSONField(blank=True, default=dict, editable=False, verbose_name='of which facts')),
            ],
            options={
                'verbose_name': 'releasable version',
                'verbose_name_plural': 'releasable versions',
                'ordering': ('commitment', 'language'),
            },
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('position', models.PositiveBigIntegerField(primary_key=True, serialize=False, verbose_name='position')),
                ('hash', models.CharField(max_length=64, verbose_name='SHA-256')),
            ],
            options={
                'verbose_name': 'seal',
                'verbose_name_plural': 'seals',
                'ordering': ('position',),
            },
        ),
        migrations.CreateModel(
            name='TokenTerms',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80, verbose_name='what it is for')),
                ('is_external', models.BooleanField(default=False, verbose_name='program outside the ministry')),
            ],
            options={
                'verbose_name': 'terms of a token',
                'verbose_name_plural': 'terms of tokens',
            },
        ),
        migrations.RemoveConstraint(
            model_name='approval',
            name='approval_asked_once_of_a_commitment',
        ),
        migrations.RemoveConstraint(
            model_name='approval',
            name='approval_asked_once_of_a_meeting',
        ),
        migrations.AddField(
            model_name='approval',
            name='part',
            field=models.CharField(blank=True, editable=False, max_length=60, verbose_name='part'),
        ),
        migrations.AddField(
            model_name='auditrow',
            name='source',
            field=models.CharField(blank=True, max_length=80, verbose_name='from where'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='consent',
            field=models.CharField(blank=True, help_text='who of the partner agreed that it may be passed on, when, and by which document', max_length=300, verbose_name='consent'),
        ),
        migrations.AddField(
            model_name='evidence',
            name='in_confidence',
            field=models.BooleanField(default=False, help_text='The partner asked that it stay between the two governments.', verbose_name='given in confidence'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='consent',
            field=models.CharField(blank=True, help_text='who of the partner agreed that it may be passed on, when, and by which document', max_length=300, verbose_name='consent'),
        ),
        migrations.AddField(
            model_name='outcome',
            name='in_confidence',
            field=models.BooleanField(default=False, help_text='The partner asked that it stay between the two governments.', verbose_name='given in confidence'),
        ),
        migrations.AddField(
            model_name='progressupdate',
            name='consent',
            field=models.CharField(blank=True, help_text='who of the partner agreed that it may be passed on, when, and by which document', max_length=300, verbose_name='consent'),
        ),
        migrations.AddField(
            model_name='progressupdate',
            name='in_confidence',
            field=models.BooleanField(default=False, help_text='The partner asked that it stay between the two governments.', verbose_name='given in confidence'),
        ),
        migrations.AddField(
            model_name='statement',
            name='consent',
            field=models.CharField(blank=True, help_text='who of the partner agreed that it may be passed on, when, and by which document', max_length=300, verbose_name='consent'),
        ),
        migrations.AddField(
            model_name='statement',
            name='in_confidence',
            field=models.BooleanField(default=False, help_text='The partner asked that it stay between the two governments.', verbose_name='given in confidence'),
        ),
        migrations.AddField(
            model_name='user',
            name='invited_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='invited at'),
        ),
        migrations.AddField(
            model_name='user',
            name='sessions_from',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='approval',
            name='matter',
            field=models.CharField(choices=[('date', 'another date'), ('rest', 'let it rest'), ('withdraw', 'withdraw it by agreement'), ('supersede', 'put another in its place'), ('drop', 'no longer pursue it'), ('reopen', 'reopen it'), ('enter_in_error', 'enter it in error'), ('lower', 'lower its marking')], max_length=20, verbose_name='what is asked'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('commitment__isnull', False), ('state', 'asked')), fields=('commitment', 'matter', 'part'), name='approval_asked_once_of_a_commitment', violation_error_message='This is asked already and waits for a decision.'),
        ),
        migrations.AddConstraint(
            model_name='approval',
            constraint=models.UniqueConstraint(condition=models.Q(('meeting__isnull', False), ('state', 'asked')), fields=('meeting', 'matter', 'part'), name='approval_asked_once_of_a_meeting', violation_error_message='This is asked already and waits for a decision.'),
        ),
        migrations.AddField(
            model_name='accountchange',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by'),
        ),
        migrations.AddField(
            model_name='accountchange',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='account_changes', to=settings.AUTH_USER_MODEL, verbose_name='whose account'),
        ),
        migrations.AddField(
            model_name='accountchange',
            name='recorded_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='grant',
            name='commitment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='commitments.commitment', verbose_name='commitment'),
        ),
        migrations.AddField(
            model_name='grant',
            name='country',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='commitments.country', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='grant',
            name='meeting',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='commitments.meeting', verbose_name='meeting'),
        ),
        migrations.AddField(
            model_name='grant',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL, verbose_name='who may read'),
        ),
        migrations.AddField(
            model_name='grant',
            name='recorded_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='opening',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who'),
        ),
        migrations.AddField(
            model_name='opening',
            name='country',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='commitments.country', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='release',
            name='approved_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='cleared by'),
        ),
        migrations.AddField(
            model_name='release',
            name='commitment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='commitments.commitment', verbose_name='commitment'),
        ),
        migrations.AddField(
            model_name='release',
            name='recorded_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by'),
        ),
        migrations.AddField(
            model_name='seal',
            name='row',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='seal', to='commitments.auditrow', verbose_name='audit row'),
        ),
        migrations.AddField(
            model_name='tokenterms',
            name='token',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to=settings.KNOX_TOKEN_MODEL, verbose_name='token'),
        ),
        migrations.AddIndex(
            model_name='accountchange',
            index=models.Index(fields=['state', 'recorded_at'], name='commitments_state_4dc2a7_idx'),
        ),
        migrations.AddConstraint(
            model_name='accountchange',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('person', 'matter'), name='account_change_proposed_once', violation_error_message='A change of this account is proposed already.'),
        ),
        migrations.AddConstraint(
            model_name='accountchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('state', 'asked')), models.Q(models.Q(('state', 'asked'), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='account_change_decided_has_its_moment'),
        ),
        migrations.AddConstraint(
            model_name='accountchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'granted'), _negated=True), ('decided_by__isnull', True), models.Q(models.Q(('decided_by', models.F('recorded_by')), _negated=True), models.Q(('decided_by', models.F('person')), _negated=True)), _connector='OR'), name='account_change_by_two_persons', violation_error_message='Another person confirms it, and nobody their own.'),
        ),
        migrations.AddIndex(
            model_name='grant',
            index=models.Index(fields=['person', 'ends_on'], name='commitments_person__d6f3da_idx'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('commitment__isnull', True), ('country__isnull', False), ('meeting__isnull', True)), models.Q(('commitment__isnull', True), ('country__isnull', True), ('meeting__isnull', False)), models.Q(('commitment__isnull', False), ('country__isnull', True), ('meeting__isnull', True)), _connector='OR'), name='grant_of_one_record', violation_error_message='Choose one: a partner, a meeting or a commitment.'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('starts_on__lte', models.F('ends_on'))), name='grant_days_in_order', violation_error_message='The last day lies before the first.'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='grant_says_why', violation_error_message='Say why the person needs to know.'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['by', 'id'], name='commitments_by_id_53e481_idx'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['subject_type', 'subject_id', 'id'], name='commitments_subject_235a33_idx'),
        ),
        migrations.AddIndex(
            model_name='opening',
            index=models.Index(fields=['country', 'id'], name='commitments_country_4e34c6_idx'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.UniqueConstraint(fields=('commitment', 'language'), name='release_once_in_a_language', violation_error_message='There is a releasable version in this language already.'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cleared'), _negated=True), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='release_cleared_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='release',
            constraint=models.CheckConstraint(condition=models.Q(('wording', ''), _negated=True), name='release_has_a_wording', violation_error_message='Write the wording that may be published.'),
        ),
        migrations.AddIndex(
            model_name='packet',
            index=models.Index(condition=models.Q(('signed_at__isnull', True), ('state', 'ready')), fields=['asked_at', 'id'], name='packet_to_be_signed'),
        ),
        migrations.AddIndex(
            model_name='packetcopy',
            index=models.Index(condition=models.Q(('end', ''), ('given_at__isnull', False)), fields=['packet'], name='packet_copy_out'),
        ),
        migrations.AddIndex(
            model_name='release',
            index=models.Index(condition=models.Q(('state', 'cleared')), fields=['approved_by'], name='release_cleared'),
        ),
    ]
