# exec runs cmd.exe /d /s /c "COMMAND", and the command is passed on as it is.
$ cpr exec 'echo a&& echo b| child copy'
a
b

$ cpr exec 'echo "quoted"  "two  spaces" ^& %no-such-variable%'
"quoted"  "two  spaces" & %no-such-variable%

$ cpr exec 'child args "a b" c\d "e\"f" "g\\" ""'
[a b]
[c\d]
[e"f]
[g\]
[]

$ cpr exec --json 'echo x' | grep -o '"file":"[^"]*"' | tr A-Z a-z | grep -o 'cmd.exe"$'
cmd.exe"

$ cpr exec --json 'echo x' | grep -o '"/d","/s","/c","[^,]*echo x[^,]*"]'
"/d","/s","/c","\"echo x\""]

$ cpr exec 'exit 7'
[7]

# A command whose program starts with a quotation mark.
$ mkdir 'with space'; cp child.exe 'with space/other.exe'; cpr exec '"with space\other.exe" args "x y" & exit 3'
[x y]
[3]

# What the shell does not find is its own business.
$ cpr exec no-such-program 2>err; [ $? != 0 ] && echo failed; grep -c no-such-program err
failed
1

$ cpr exec 'echo err>&2& echo out' 2>err; cat err
out
err

# --shell for the other subcommands; a shell that is not cmd.exe gets -c.
$ cpr spawn --shell 'echo one& echo two'
one
two

$ cpr exec-file --shell=cmd.exe 'exit 5'
[5]

$ cpr spawn --shell=child 'args' 2>&1
child: unknown word -c
[99]

# cmd.exe is the one that COMSPEC names, in cpr's own environment.
$ cpr spawn --env COMSPEC=no-such-shell.exe "$CPR_EXE" exec 'echo x' 2>err; echo $?; grep -o "no-such-shell.exe" err | head -1
127
no-such-shell.exe

# cmd.exe has no $1, so that an argument that means something to it cannot be kept apart from the script.
$ cpr spawn --shell -- 'echo x' plain; cpr spawn --shell -- 'echo x' 'a&b' 2>&1 | sed "s/start '.*':/start CMD:/"
x plain
cpr: cannot start CMD: 'a&b' has characters with a meaning to cmd.exe, which has no $1: write it into the command
