# The child's own exit status is cpr's.
$ cpr exec 'exit 3'
[3]

$ cpr exec-file child exit 0

$ cpr execFile child exit 255
[255]

$ cpr spawn child exit 42
[42]

# 124 to 127 of the child are passed on, and cpr prints nothing.
$ cpr spawn child exit 124
[124]

$ cpr spawn child exit 127
[127]

# Exit codes have 32 bits, of which a shell of another system sees 8.
$ child code "$CPR_EXE" exec-file child exit 3221225477
code 3221225477

$ child code "$CPR_EXE" spawn child exit 4294967295
code 4294967295

$ child code "$CPR_EXE" spawn child exit 256
code 256

$ cpr exec-file --json child exit 3221225477 | grep -o '"verdict":"[^"]*","code":[0-9]*,"signal":[a-z]*'
"verdict":"exit","code":3221225477,"signal":null

# Not found: 127. Not a program: 126. The message names the file.
$ cpr spawn no-such-program
! cpr: cannot start 'no-such-program': no such program in PATH
[127]

$ cpr exec-file ./no-such-program
! cpr: cannot start './no-such-program': './no-such-program' does not exist
[127]

$ echo text >plain.exe; cpr spawn plain.exe >out 2>err; echo $?; grep -o "^cpr: cannot start 'plain.exe': " err
126
cpr: cannot start 'plain.exe': 

# The search for programs passes over directories, as Node's does on Windows.
$ mkdir folder.exe; cpr spawn ./folder.exe
! cpr: cannot start './folder.exe': './folder.exe' does not exist
[127]

$ cpr spawn --cwd nowhere child args
! cpr: cannot start 'child': working directory 'nowhere' does not exist
[125]

$ echo >file; cpr spawn --cwd file child args
! cpr: cannot start 'child': working directory 'file' is not a directory
[125]

# After a failed start pid and resourceUsage are null.
$ cpr spawn --json no-such-program x | grep -o '"pid":null,"verdict":"spawn-error","code":null\|"code":"ENOENT"\|"resourceUsage":null'; echo "${PIPESTATUS[0]}"
"pid":null,"verdict":"spawn-error","code":null
"code":"ENOENT"
"resourceUsage":null
127

# Extensions of programs are found, with and without a directory.
$ cpr spawn ./child exit 4; echo $?; cpr spawn .\\child.exe exit 5; echo $?; cpr spawn "$HERE/child" exit 6
4
5
[6]

# The program is searched in the child's PATH.
$ mkdir tools; cp child.exe tools/mine.exe; cpr spawn --env 'PATH=Z:\nowhere' mine exit 1; cpr spawn --env "PATH=Z:\\nowhere;$WINDOWS_HERE\\tools" mine exit 9
! cpr: cannot start 'mine': no such program in PATH
[9]

# Bad usage runs nothing.
$ cpr spawn --timout 5 child create ran; echo $?; ls ran
125
! cpr: unknown option '--timout' (did you mean --timeout?): see 'cpr spawn --help', or write -- before the command
! ls: cannot access 'ran': No such file or directory
[2]
