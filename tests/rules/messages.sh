#!/usr/bin/env bash
# Every message that cpr can print is shown by a test: the texts in the sources, with anything in the
# place of {}, are searched in the golden lines of tests/e2e and tests/windows. Each is one line.
#
#   messages.sh SOURCE_DIR
cd "$1" || exit 2
exec perl - tests/rules/messages.unseen <<'PERL'
use strict;
use warnings;

my $golden = '';
# Ends of a run that cannot be caused everywhere are shown by unit tests.
for my $file (glob 'tests/unit/*.cpp') {
  open my $in, '<', $file or die $file;
  local $/;
  my $source = <$in>;
  $source =~ s{"\s*\n\s*"}{}g;
  $golden .= "$1\n" while $source =~ /"((?:[^"\\]|\\.)*)"/g;
}
for my $file (glob 'tests/e2e/*/*.t tests/windows/*.t') {
  open my $in, '<', $file or die $file;
  while (<$in>) { $golden .= $_ if /cpr: / && !/^[\$>#] /; }
}

# What no test can cause everywhere, with the reason.
my %unseen;
open my $list, '<', $ARGV[0] or die $ARGV[0];
while (<$list>) { chomp; next if /^#/ || /^$/; $unseen{$_} = 1; }

my ($count, $missing) = (0, 0);
my %known;
for my $file (glob 'cli/*.cpp cli/*/*.cpp') {
  next if $file =~ m{cli/(help|dry_run|options/(table|lookup)|report/(progress|render_json|json))};
  open my $in, '<', $file or die $file;
  local $/;
  my $source = <$in>;
  $source =~ s{//[^\n]*}{}g;
  # Neighbouring literals are one; so are the branches of a choice, one after the other.
  $source =~ s{"\s*\n\s*"}{}g;
  my @texts;
  if ($file =~ m{report/(render_text|start_failure)}) {
    push @texts, $1 while $source =~ /(?:return|format\(|push_back\(|std::string\(|\?|:)\s*"((?:[^"\\]|\\.)*)"/g;
  } else {
    push @texts, $2 while $source =~ /(UsageError\(|Slip\(|Respelling\{|say\(|info\(|debug\(|return)\s*(?:fmt::format\(\s*)?"((?:[^"\\]|\\.)*)"/g;
  }
  for my $text (@texts) {
    next unless $text =~ /[a-z]{2,} [a-z{]/;      # a sentence
    next if $known{$text}++;
    ++$count;
    my $pattern = join '.*', map { quotemeta } split /\{\}|\{:[^}]*\}/, $text =~ s/\\"/"/gr, -1;
    my $seen = $golden =~ /$pattern/;
    if (!$seen && !delete $unseen{$text}) { print "$file: no test shows: $text\n"; ++$missing; }
    if ($text =~ /\\n/) { print "$file: more than one line: $text\n"; ++$missing; }
  }
}
for my $text (sort keys %unseen) { print "messages.unseen: shown by a test, or no longer printed: $text\n"; ++$missing; }
if ($count < 60) { print "only $count messages found: the sources have changed\n"; ++$missing; }
print "$count messages, $missing violations\n";
exit($missing ? 1 : 0);
PERL
