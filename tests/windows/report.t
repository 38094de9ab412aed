# One object, with every key.
$ cpr exec-file --json child say hi err oops exit 3 >r; echo $?; python3 -c 'import json; r = json.load(open("r")); print(r["method"], r["verdict"], r["code"], r["signal"], r["status"], r["stdout"], r["stderr"], r["kill"], r["leaked"], r["tree"] is not None, r["error"]["message"])'
3
execFile exit 3 None 3 hi
 oops None [] True Command failed: child say hi err oops exit 3
oops

$ cpr spawn --result r child say hi exit 3; grep -o '"code":3,"signal":null\|"stdout":null' r
hi
"code":3,"signal":null
"code":3,"signal":null
"stdout":null

# The text of cmd.exe is the child's: \r\n stays as it is.
$ cpr exec --json 'echo hi' | grep -o '"stdout":"[^"]*"'
"stdout":"hi\r\n"

# cpr's own lines end in \n.
$ cpr exec-file --json child exit 0 | tail -c 2 | od -An -c
   }  \n

# Events in order.
$ cpr spawn --events - child out hi exit 3 | sed 's/"atMs":[0-9.]*,//; s/"pid":[0-9]*/"pid":1/; s/"result":.*/"result":.../'; echo "${PIPESTATUS[0]}"
{"event":"spawn","pid":1}
{"event":"stdout","data":"hi"}
{"event":"exit","code":3,"signal":null}
{"event":"close","result":...
3

$ cpr spawn -q --events e --timeout 1s --kill-after 100ms child ignore forever; echo $?; grep '"signal":"SIGTERM"' e | grep -o '"event":"signal".*' | sed 's/"atMs":[0-9.]*,//'
124
"event":"signal","signal":"SIGTERM","reason":"timeout"}

# Encodings are those of the reports; bytes that are not UTF-8 become U+FFFD.
$ for e in utf8 buffer hex base64 base64url latin1 ascii utf16le; do cpr spawn --json --encoding $e child hex ff61c3a422 | grep -o '"stdout":.*,"stderr"'; done
"stdout":"�aä\"","stderr"
"stdout":{"base64":"/2HDpCI="},"stderr"
"stdout":"ff61c3a422","stderr"
"stdout":"/2HDpCI=","stderr"
"stdout":"_2HDpCI","stderr"
"stdout":"ÿaÃ¤\"","stderr"
"stdout":"aC$\"","stderr"
"stdout":"懿꓃","stderr"

# Names and arguments are UTF-8 in reports and messages.
$ cpr spawn --json child out 'äß😀' exit 0 | grep -o '"args":\[.*\],"cwd"\|"stdout":"[^"]*"'
"args":["child","out","äß😀","exit","0"],"cwd"
"stdout":"äß😀"

$ cpr spawn 'nö-such'
! cpr: cannot start 'nö-such': no such program in PATH
[127]

# Usage of the child and of its tree.
$ cpr spawn --json child start plain [ exit 0 ] exit 0 >r; python3 -c 'import json; r = json.load(open("r")); u = r["resourceUsage"]; print(u["userCPUTime"] >= 0, u["systemCPUTime"] >= 0, u["maxRSS"] is None or u["maxRSS"] > 0, r["tree"]["by"])'
True True True rusage
