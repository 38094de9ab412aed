#!/bin/sh
# Writes a man page as text, with the line ends of Windows and without bold and underlined letters.
#
#   text.sh PAGE OUTPUT
set -eu
groff -k -man -Tutf8 -rLL=90n -rHY=0 -P-c -P-b -P-o -P-u "$1" | sed 's/$/\r/' >"$2.new"
mv "$2.new" "$2"
