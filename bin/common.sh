# What bin/run and bin/test share: system packages, a Python, a virtual environment. Sourced, never run.
# Writes to .venv/ and var/ only.

cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit 1
umask 027
export TRACKER_DATA="${TRACKER_DATA:-$PWD/var}"
mkdir -p "$TRACKER_DATA"
# Compiled Python is kept, whatever the machine's wish: every process would compile everything anew.
export PYTHONPYCACHEPREFIX="$TRACKER_DATA/pycache"
unset PYTHONDONTWRITEBYTECODE
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore
PYTHONS="python3.13 python3.12 python3.14 python3.11"

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }
has_program() { PATH="$PATH:/usr/sbin:/sbin" command -v "$1" >/dev/null 2>&1; }
# grep reads to the end: with -q it would leave early, and pipefail would take that for a missing library.
has_library() { PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep "^[[:space:]]*$1 " >/dev/null; }

# Prints the first Python that fits and can make a virtual environment.
find_python() {
  local name
  for name in python3 $PYTHONS /usr/bin/python3; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c \
      'import sys, ensurepip, sqlite3, ssl, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

# Prints the Debian packages that the tracker itself lacks here.
missing_packages() {
  find_python >/dev/null || printf 'python3 python3-venv '
  has_library libpango-1.0.so.0 || printf 'libpango-1.0-0 '
  has_library libpangoft2-1.0.so.0 || printf 'libpangoft2-1.0-0 '
  has_library libharfbuzz-subset.so.0 || printf 'libharfbuzz-subset0 '
}

# Prints the Debian packages that the tests lack here.
missing_test_packages() {
  compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || has_program initdb || printf 'postgresql '
  has_program redis-server || printf 'redis-server '
  has_program curl || printf 'curl '
  has_program chromium || printf 'chromium '
  has_program qpdf || printf 'qpdf '
  has_program pdftotext || printf 'poppler-utils '
  has_program msgfmt || printf 'gettext '
  has_program faketime || printf 'faketime '
  has_program postfix || printf 'postfix '
  has_program tesseract || printf 'tesseract-ocr '
  compgen -G '/usr/share/tesseract-ocr/*/tessdata/kor.traineddata' >/dev/null || printf 'tesseract-ocr-kor '
  compgen -G '/usr/share/tesseract-ocr/*/tessdata/fra.traineddata' >/dev/null || printf 'tesseract-ocr-fra '
}

# install_packages NAME...: as root or by sudo; without either, say the one line that is missing.
install_packages() {
  [ $# -gt 0 ] || return 0
  local line="apt-get update && apt-get install -y --no-install-recommends $*" as_root=""
  has_program apt-get || stop "Missing here, under their Debian names: $*. Install them and start again."
  if [ "$(id -u)" -ne 0 ]; then
    has_program sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; } ||
      stop "System packages are missing. As root, run this one line and start again: $line"
    as_root="sudo"
  fi
  say "Installing system packages: $*"
  # No package starts a service: the tests start what they need themselves.
  local quiet='p=/usr/sbin/policy-rc.d; [ -e $p ] || { printf "#!/bin/sh\nexit 101\n" >$p; chmod 755 $p; trap "rm -f $p" EXIT; }'
  $as_root sh -c "export DEBIAN_FRONTEND=noninteractive; $quiet; $line" >"$TRACKER_DATA/packages.log" 2>&1 ||
    { tail -n 5 "$TRACKER_DATA/packages.log" >&2; stop "The packages could not be installed; run as root: $line"; }
}

# make_environment FILE [FOLDER]: FOLDER (.venv) with what FILE pins, made again only when FILE or the Python has changed.
make_environment() {
  local python stamp wanted folder="${2:-.venv}"
  if ! "$folder/bin/python" -c 'import sys' 2>/dev/null; then
    # The other environments are used together with .venv: one Python for all.
    python=.venv/bin/python
    [ "$folder" != .venv ] || python="$(find_python)" || stop "Python 3.11 to 3.14 with venv is needed."
    say "Creating $folder with $("$python" --version)"
    rm -rf "$folder"
    "$python" -m venv "$folder"
  fi
  stamp="$folder/$1.sha256"
  wanted="$(cat "$1" | sha256sum)"
  [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && return 0
  say "Installing Python packages from $1"
  "$folder/bin/python" -m pip install --quiet --no-compile -r "$1" || stop "The Python packages could not be installed."
  printf '%s\n' "$wanted" >"$stamp"
  if [ "$1" = requirements-dev.txt ]; then cat requirements.txt | sha256sum >.venv/requirements.txt.sha256; fi
}
