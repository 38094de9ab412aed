#!/usr/bin/env bash
# Words and phrases that a reader has to decode stay out of sources, documents and tests. Each hit is
# one line: FILE:LINE: the phrase: what to write instead.
#
#   words.sh SOURCE_DIR [PATH...]
#
# Without PATH it checks everything that a person reads.
checked='src cli tests tools cmake man completions packaging/lintian-overrides packaging/changelog.Debian.in packaging/npm packaging/docker packaging/github
  packaging/gitlab action.yml .github .ci bootstrap.sh
  README.md CONTRIBUTING.md CHANGELOG.md'

cd "$1" || exit 2
shift
# shellcheck disable=SC2086
[ $# -gt 0 ] || set -- $checked
# This file has to contain the words.
# shellcheck disable=SC2046
exec perl - $(find "$@" -type f ! -name words.sh ! -name '*.svg') <<'PERL'
use strict;
use warnings;

# A regular expression, and what to write instead. Expressions are case-sensitive where a name could
# match, and longer than a word where the word alone has a good use.
my @table = (
  # A process is "it".
  [qr/\bsomebody\b/i,                          'a process, a user'],
  [qr/(?<!uid )(?<!user )(?<!['"=:,])\bnobody\b(?!['":])/i, 'no process, nothing'],
  [qr/\bwho(?:ever|m|mever)\b/i,               'the process that, a process that'],
  [qr/\b(?:those|one|processes|a process|child(?:ren)?) who\b/i, 'processes that'],
  [qr/\b(?:[Hh]e|[Hh]is|[Hh]im|[Hh]imself)\b(?!['-])/, 'it, its'],

  # Terms.
  [qr/\bstrikes?\b|\bstruck\b/i,               'expires, is reached'],
  [qr/\bsurvivors?\b/i,                        'leftover processes'],
  [qr/\b(?:leave|leaves|left|stay|stays) (?:\w+ )?behind\b/i, 'leftover, still running, remain'],
  [qr/\bwhat (?:became|becomes) of\b/i,        'the exit status of, what to do with'],
  [qr/\bfates?\b/i,                            'exit status'],
  [qr/\b(?:descriptors?|fds?|sessions?|groups?|process(?:es)?|threads?|terminals?) of (?:its|their|one's|cpr's) own\b/i,
                                               'its own fd, a new session'],
  [qr/\b(?:wind|winds|winding|wound)[ _]up\b/i, 'shut down'],
  [qr/\bpatien(?:ce|t|tly)\b/i,                'grace period, time limit'],
  [qr/\bheed(?:s|ed|ing)?\b/i,                 'handle'],
  [qr/\bhand(?:s|ed|ing)? (?:it |them |both )?on\b(?! the)/i, 'forward, pass on'],
  [qr/\bend(?:s|ed)? (?:the|a|its|every|the whole|all) (?:tree|child|process(?:es)?|descendants?)\b/i,
                                               'kill, terminate'],
  [qr/\b(?:was|were|is|are|be) ended by\b/i,   'killed by'],
  [qr/\bleft out\b/i,                          'omitted'],
  [qr/\bto be had\b/i,                         'available'],

  # Grammar.
  [qr/\bis none of\b/,                         'is not one of'],
  [qr/(?<![Tt]here )\bis no (?!longer|more|less|such|later|earlier|different|better|worse|bigger|larger|smaller)[A-Za-z]+/,
                                               'is not a'],
  [qr/\bthat there (?:is|are|was|were) not?\b/, 'that does not exist'],
  [qr/, too(?:[.;:,)]|$)/,                     'also, as well'],
  [qr/\b(?:is|are|was|were|be|been|being) (?:said|told|spoken of)\b(?! apart)/, 'is reported, is printed'],
  [qr/\bspoken of\b/,                          'reported'],
  [qr/\bfor ever\b/,                           'forever'],
  [qr/\bwhatever (?:the|its?|they|of|else|becomes?|cpr|comes?)\b/i, 'regardless of'],
  [qr/\b(?:make|makes|made) of (?:the|it|its|them|a)\b/, 'how it reacts to'],
  [qr/\bin the place of\b/,                    'instead of'],
  [qr/\bhow many there are\b/,                 'the number of'],
  [qr/\bat (?:its|their) leisure\b/,           'later'],
  [qr/\b(?:whole truth|truthfully)\b/,         'exactly'],
);

# In the documents and the help only: sources may use these as terms.
my $document = qr{^(?:man/|completions/|README\.md|CHANGELOG\.md|bootstrap\.sh|cli/options/table\.cpp|cli/help\.cpp)};
my @in_documents = (
  [qr/\bkill path\b/,                          'cpr kills the process tree'],
  [qr/\b(?:go|goes) (?:to|with) (?:the|a|an|it|its) \w+/, 'is sent to, is passed to'],
  [qr/\bbound(?:s|ed)?\b(?! to)/,              'limit, limited'],
  [qr/\b(?:in|are|is|as) one word\b/,          'one argument'],
  [qr/\bstays? (?:a|an|open|so|the|as)\b/,     'remains'],
  [qr/\bAs Node's\b/,                          'As NAME in Node'],
  [qr/\bleft alone\b/,                         'continue to run'],
  [qr/\b(?:before|when) anything runs\b/,      'before the program is started'],
  [qr/\b(?:hand|hands|handed) (?:each|it|them|the|a)\b/, 'pass'],
  [qr/\b(?:dies|killed) (?:together )?with (?:cpr|it)\b/, 'is killed when cpr is killed'],
);

my $hits = 0;
for my $file (@ARGV) {
  open my $in, '<', $file or next;
  while (my $line = <$in>) {
    # Commands and golden output are data; a message in them has its own source.
    next if $file =~ /\.t$/ && $line !~ /^#/;
    for my $row (@table, $file =~ $document ? @in_documents : ()) {
      my ($phrase, $better) = @$row;
      while ($line =~ /($phrase)/g) { print "$file:$.: '$1': write: $better\n"; ++$hits; }
    }
  }
}
print "$hits hits in ", scalar @ARGV, " files\n";
exit($hits || !@ARGV ? 1 : 0);
PERL
