# needs terminal
# --background on a terminal. The run survives the end of the terminal.
$ export CPR_RUNTIME_DIR=$HERE/runs; pty hang-up -- sh -c 'cpr spawn --background --stdio ignore --pid-file pid child forever; exec child forever'; until [ -s pid ]; do :; done; tr -d '\0' <"/proc/$(cat pid)/cmdline"; echo; kill $(cat pid); until grep -q ended runs/*; do :; done; leftovers

# Ctrl-C while cpr waits for the start ends the run, and cpr dies of it.
$ export CPR_RUNTIME_DIR=$HERE/runs; rm -r runs; mkfifo fifo; pty expect 'running' type '\x03' expect 'SIGINT' -- cpr spawn -v --background --stdin '<fifo' --stdout ignore --stderr ignore child forever; ls runs; leftovers

# Ctrl-Z stops cpr alone: the program starts meanwhile.
$ export CPR_RUNTIME_DIR=$HERE/runs; pty expect 'running' type '\x1a' stopped continue expect 'token' -- sh -c 'cpr spawn -v --background --stdin "<fifo" --stdout ignore --stderr ignore child forever'
