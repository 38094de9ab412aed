# Output is relayed byte for byte to the same stream: no byte is added for the end of a line.
$ cpr spawn --stdio pipe child hex 6100620d0a0aff1a err oops 2>err | od -An -c; cat err
   a  \0   b  \r  \n  \n 377 032
oops\c

$ cpr spawn child hex 6100620d0a0aff1a | od -An -c
   a  \0   b  \r  \n  \n 377 032

$ child spew 3000000 >file; for stdio in pipe inherit; do cpr spawn --stdio $stdio child spew 3000000 | cmp - file && echo same; done
same
same

$ cpr spawn --stdio pipe child spew 3000000 >relayed; cmp relayed file && echo same
same

$ cpr spawn --stdio pipe child spew-err 3000000 2>relayed; cmp relayed file && echo same
same

$ cpr spawn --stdio pipe child spew 3000000 | (sleep 0.3; cat) | cmp - file && echo same
same

# Standard input: cpr's own, a text, a file, nothing.
$ cpr spawn --stdio pipe child copy <file | cmp - file && echo same
same

$ cat file | cpr spawn --stdio pipe child copy | cmp - file && echo same
same

$ printf 'a\r\nb\032c' | cpr spawn child copy | od -An -c
   a  \r  \n   b 032   c

$ cpr spawn --input 'text' child copy
text\c

$ cpr spawn --input-file file child copy | cmp - file && echo same
same

$ echo lost | cpr spawn --stdin ignore child copy

# Files, and one stream into another.
$ cpr spawn --stdio '<file,>out,>err' child copy err oops; cmp out file && cat err
oops\c

$ cpr spawn --stdout '>out' child out 1; cpr spawn --stdout '>>out' child out 2; cat out
12\c

# What cpr itself appends as well.
$ echo before >out; cpr spawn --stdout '>>out' --ready line:after child say after; cat out
before
after

$ echo before >log; cpr spawn --log '>>log' child say after; cat log
after
before
after

# A write of no bytes is not the end.
$ cpr spawn --stdio pipe child out a out-nothing out b; printf x | cpr spawn --stdio pipe child copy out-nothing say y
abxy

$ cpr spawn --stderr '&1' child out 1 err 2 2>/dev/null
12\c

$ cpr spawn --stdio ignore child out 1 err 2

# A reader that goes away causes the run to end.
$ cpr spawn -q --stdio pipe --kill-after 100ms child flood | head -c 5 | wc -c; late_leftovers
5
