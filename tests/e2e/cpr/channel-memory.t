# needs no sanitizer
# A child that does not read costs no memory: cpr stops reading the input.
$ (ulimit -v 400000; yes '"0123456789"' | head -3000000 | cpr spawn --fd 3=ipc --messages fd:0 --stdin ignore --timeout 2s -- child forever)
! cpr: 'child forever' timed out after 2 s; sent SIGTERM to 1 process
[124]
