# The child's own exit status is cpr's (0..255).
$ cpr exec true

$ cpr exec 'exit 3'
[3]

$ cpr execFile child exit 255
[255]

$ cpr spawn child exit 42
[42]

# 124 to 127 of the child are passed on, and cpr prints nothing.
$ cpr exec 'exit 124'
[124]

$ cpr exec 'exit 127'
[127]

# 128+n for a child that was killed by signal n; the message has the name.
$ cpr execFile child die TERM
! cpr: 'child die TERM' was killed by SIGTERM
[143]

$ cpr execFile child die KILL
! cpr: 'child die KILL' was killed by SIGKILL
[137]

$ cpr execFile -q child die 34
[162]

# Not found: 127. Not executable: 126. The message names the file.
$ cpr spawn no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ cpr spawn ./no-such-program
! cpr: cannot start './no-such-program': './no-such-program' does not exist
[127]

$ cpr spawn /usr
! cpr: cannot start '/usr': '/usr' is a directory
[126]

$ : >plain; cpr spawn ./plain
! cpr: cannot start './plain': permission to execute './plain' denied
[126]

$ mkdir path-dir; : >path-dir/tool; PATH=$PWD/path-dir $(command -v cpr) spawn tool
! cpr: cannot start 'tool': permission to execute 'HERE/path-dir/tool' denied
[126]

# A missing interpreter is not a missing program.
$ printf '#!/no/such/interpreter -x\n' >script; chmod +x script; cpr spawn ./script
! cpr: cannot start './script': its interpreter '/no/such/interpreter' does not exist
[127]

$ printf '#! relative/interpreter\n' >script2; chmod +x script2; cpr spawn ./script2
! cpr: cannot start './script2': its interpreter 'relative/interpreter' does not exist
[127]

$ mkdir interpreter; printf "#!$PWD/interpreter\n" >script3; chmod +x script3; cpr spawn ./script3
! cpr: cannot start './script3': its interpreter 'HERE/interpreter': Permission denied
[126]

# wait fails because another process has reaped the child: the status is unknown, so not 0.
$ deny wait4:ECHILD -- cpr spawn child exit 0
! cpr: 'child exit 0': exit status unknown: another process or library reaped it
[125]

$ deny wait4:ECHILD -- cpr spawn --json child exit 0 | grep -o '"verdict".*"stdout":\|"kill":null'; echo "${PIPESTATUS[0]}"
"verdict":"unknown","code":null,"signal":null,"killed":false,"timedOut":false,"error":{"message":"Exit status unknown: child exit 0","code":"ERR_CPR_UNKNOWN","signal":null,"killed":false,"cmd":"child exit 0"},"stdout":
"kill":null
125

$ deny wait4:ECHILD -- cpr exec --preserve-status --result r --events e 'exit 3' 2>err; echo $?; grep -ho '"verdict":"[a-z]*","code":null,"signal":null' r e
125
"verdict":"unknown","code":null,"signal":null
"verdict":"unknown","code":null,"signal":null

$ deny wait4:ECHILD -- cpr fork --respawn no --accept unix:s --exec-path child exit 3
! cpr: worker 1: exit status unknown
! cpr: 'child exit 3': exit status unknown: another process or library reaped it
[125]

# A missing working directory is not a missing program: 125.
$ cpr spawn --cwd /no/such/directory ls
! cpr: cannot start 'ls': working directory '/no/such/directory' does not exist
[125]

$ cpr spawn --cwd /etc/passwd ls
! cpr: cannot start 'ls': working directory '/etc/passwd' is not a directory
[125]

# An argument that is too long: the message has the sizes but not the argument.
$ head -c 200000 /dev/zero | tr '\0' x | cpr exec - 2>&1 | sed 's/environment [0-9]* bytes/environment N bytes/'; echo "status ${PIPESTATUS[2]}"
cpr: cannot start '/bin/sh': argument list too long: arguments 200012 bytes, environment N bytes, longest string 200001 bytes (limit for one string: 131072)
status 126

# A script without #! is run by /bin/sh, as Node does.
$ printf 'echo "$0 $1"\nexit 5\n' >bare; chmod +x bare; cpr spawn ./bare one
./bare one
[5]

# The shell itself runs such a script in exec.
$ cpr exec no-such-program 2>/dev/null
[127]
