# needs terminal
# --background on a terminal. The run survives the end of the terminal.
$ cat >lib <<' END'
> export CPR_RUNTIME_DIR=$HERE/runs
> ended() { until grep -qs '"state":"ended"' runs/*; do :; done; }
> END

$ . ./lib; pty expect ready hang-up -- sh -c 'cpr spawn --background --stdio ignore --pid-file pid child forever && echo ready && exec child forever' | tail -1; tr -d '\0' <"/proc/$(cat pid)/cmdline"; echo; kill $(cat pid); ended; leftovers
signal 1
cpr: background child forever

# Ctrl-C while cpr waits for the start ends the run, and cpr dies of it.
$ . ./lib; rm -r runs; pty expect 'trying again' type '\x03' expect 'SIGINT' -- cpr spawn --background --stdio ignore --retries 5 --retry-on spawn-error --retry-delay 1h ./late; ls runs
signal 2

# Ctrl-Z stops cpr alone: the run goes on, and the program starts.
$ cat >continuer <<' END'
> until [ -s caller ] && grep -q '^State:.T' "/proc/$(cat caller)/status"; do :; done
> printf '#!/bin/sh\necho yes >started; exec child forever' >late
> chmod +x late
> until [ -s started ]; do :; done
> kill -CONT "$(cat caller)"
> END
$ . ./lib; bash continuer & pty expect 'trying again in 100 ms' expect $'\n' type '\x1a' stopped expect $'\n' -- sh -c 'echo $$ >caller; exec cpr spawn --background --stdio ignore --retries 500 --retry-on spawn-error --retry-delay 100ms --pid-file pid ./late'; kill $(cat pid); ended; leftovers
exit 0
