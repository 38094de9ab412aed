# needs terminal
# --help is built in: plain in a pipe, bold headings on a terminal unless NO_COLOR is set.
$ cpr spawn --help | grep -c $'\x1b'
0
[1]

$ TERM=xterm pty expect $'\x1b[1mLimits:\x1b[0m' -- cpr spawn --help
exit 0

$ TERM=xterm NO_COLOR=1 pty show -- cpr spawn --help | grep -c -e ESC -e '^Limits:'
1

$ TERM=dumb pty show -- cpr --help | grep -c ESC
0
[1]

# As wide as the terminal.
$ cpr exec --help | awk 'length > 80'

$ pty show columns 60 expect Usage -- sh -c 'sleep 0.2; cpr exec --help' | awk 'length > 60'

# It shows the defaults of the verb.
$ for verb in exec execFile spawn; do cpr $verb --help | grep -e --max-buffer' ' -e '--stdio ' -e --shell; done
      --max-buffer SIZE         limit per stream (default: none; --json: 204800)
      --shell[=PATH]            run it in a shell (default: /bin/sh)
      --stdio SPEC              one word, or a list (default: inherit)
      --max-buffer SIZE         limit per stream (default: none; --json: 204800)
      --shell[=PATH]            run it in a shell (default: no)
      --stdio SPEC              one word, or a list (default: inherit)
      --max-buffer SIZE         limit per stream (default: none)
      --shell[=PATH]            run it in a shell (default: no)
      --stdio SPEC              one word, or a list (default: inherit)

# help opens the man page on a terminal where man finds it; else it prints the same text.
$ mkdir bin; printf '#!/bin/sh\n[ "$1" = -w ] && { [ "$2" = cpr-execFile ]; exit; }\necho "the page $*"\nexit 4\n' >bin/man; chmod +x bin/man

$ TERM=dumb PATH=$PWD/bin:$PATH pty show -- cpr help exec-file
the page cpr-execFile
exit 4

$ TERM=dumb PATH=$PWD/bin:$PATH pty show -- cpr help spawn | sed -n 1p
Usage: cpr spawn [OPTIONS] [--] COMMAND [ARG...]

$ PATH=$PWD/bin:$PATH cpr help execFile | head -1
Usage: cpr execFile [OPTIONS] [--] FILE [ARG...]   (also cpr exec-file)

$ rm bin/man; ln -s "$(command -v cpr)" bin/cpr; TERM=dumb PATH=$PWD/bin "$(command -v pty)" show -- cpr help exec >text; head -1 text
Usage: cpr exec [OPTIONS] [--] COMMAND

$ cpr help exec ls
! cpr: help takes one subcommand, and 'ls' is one word too many; write cpr help exec
[125]
