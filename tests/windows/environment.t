# Names of variables have no case on Windows.
$ cpr spawn --env Foo=1 child variable FOO variable foo
FOO=1
foo=1

$ cpr spawn --env FOO=1 --env foo=2 child variable FOO
FOO=2

$ FOO=1 cpr spawn --unset-env foo child variable FOO
FOO is not set

$ cpr spawn --env EMPTY= --env 'TEXT=a=b "c" %d% é' child variable EMPTY variable TEXT
EMPTY=
TEXT=a=b "c" %d% é

# From nothing, but for what Windows needs, as Node does.
$ FOO=1 cpr spawn --clear-env --env BAR=2 child variable FOO variable BAR variables >out; head -2 out; grep -ci '^systemroot=' out
FOO is not set
BAR=2
1

$ printf 'A=1\nB="two words"\n' >file.env; cpr spawn --env-file file.env child variable A variable B
A=1
B=two words

# The block is sorted without regard to case.
$ cpr spawn --clear-env --env b=1 --env C=2 --env A=3 child variables | grep '^[AbC]='
A=3
b=1
C=2

# The directory: of Windows' spelling and with slashes.
$ mkdir -p 'sub/with space'; cpr spawn --cwd 'sub/with space' ../../child cwd; cpr spawn --cwd 'sub\with space' ../../child cwd
HERE\sub\with space
HERE\sub\with space

$ cpr exec --cwd sub 'cd'
HERE\sub

# Arguments, byte for byte; the name that the child sees.
$ cpr spawn child args '' 'a b' '"' '\' 'a\\"b' 'c\' '*.exe' '%PATH%' '^&|<>()' $'tab\there' 'é😀' -- --json
[]
[a b]
["]
[\]
[a\\"b]
[c\]
[*.exe]
[%PATH%]
[^&|<>()]
[tab	here]
[é😀]
[--]
[--json]

$ cpr spawn --json --argv0 other child exit 0 | grep -o '"args":\[[^]]*\]'
"args":["other","exit","0"]
