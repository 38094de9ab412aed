# Completion of cpr(1) for bash, with the help of bash-completion.
# Generated: edit completions/cpr.bash.in and cli/options/table.cpp, then build the target `generate`.

# Sets `offered` and `list` for the value of an option; fails for an option without one.
_cpr_value_of() {
  case $1 in
    --compat) offered=nothing list='node env' ;;
    --timeout | -t) offered=nothing list='500ms 5s 1m 1h none' ;;
    --idle-timeout | --idleTimeout) offered=nothing list='500ms 5s 1m 1h none' ;;
    --kill-signal | --killSignal | --signal | -s) offered=nothing list='SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF SIGWINCH SIGIO SIGPWR SIGSYS' ;;
    --kill-after | --killAfter | -k) offered=nothing list='500ms 5s 1m 1h none' ;;
    --kill-mode | --killMode) offered=nothing list='tree process' ;;
    --before-kill | --beforeKill) offered=nothing list='' ;;
    --max-buffer | --maxBuffer) offered=nothing list='200K 1M 10M none' ;;
    --max-buffer-action | --maxBufferAction) offered=nothing list='kill head tail ends' ;;
    --max-memory | --maxMemory) offered=nothing list='200K 1M 10M none' ;;
    --drain) offered=nothing list='500ms 5s 1m 1h none' ;;
    --retries) offered=nothing list='' ;;
    --retry-on | --retryOn) offered=nothing list='timeout timeout,idle-timeout exit signal leak spawn-error 75 100-110 SIGSEGV' ;;
    --retry-delay | --retryDelay) offered=nothing list='0 1s 5s 1s..30s' ;;
    --leaks) offered=nothing list='ignore warn kill fail' ;;
    --containment) offered=nothing list='auto cgroup subreaper' ;;
    --shell) offered=files list='' ;;
    --cwd | -C) offered=directories list='' ;;
    --argv0) offered=nothing list='' ;;
    --env-file | --envFile) offered=files list='' ;;
    --env | -e) offered=pairs list='' ;;
    --unset-env | --unsetEnv | -u) offered=variables list='' ;;
    --pid-file | --pidFile) offered=files list='' ;;
    --ready) offered=nothing list='line: tcp: unix: fd:3 delay:1s' ;;
    --uid) offered=users list='' ;;
    --gid) offered=groups list='' ;;
    --groups) offered=groups list='init' ;;
    --stdio) offered=nothing list='pipe inherit ignore pty inherit,pipe,pipe inherit,inherit,inherit,ipc' ;;
    --stdin) offered=nothing list='pipe inherit ignore pty ipc' ;;
    --stdout) offered=nothing list='pipe inherit ignore pty ipc' ;;
    --stderr) offered=nothing list='pipe inherit ignore pty ipc' ;;
    --fd) offered=nothing list='3=pipe 3=inherit 3=ignore 3=ipc' ;;
    --input) offered=nothing list='' ;;
    --input-file | --inputFile) offered=files list='' ;;
    --send) offered=nothing list='' ;;
    --send-handle | --sendHandle) offered=nothing list='tcp-server: tcp-socket: udp4: udp6: unix-server: unix-socket:' ;;
    --messages) offered=files list='fd:3' ;;
    --linger) offered=nothing list='500ms 5s 1m 1h none' ;;
    --replies) offered=nothing list='' ;;
    --max-message | --maxMessage) offered=nothing list='200K 1M 10M none' ;;
    --serialization) offered=nothing list='json advanced' ;;
    --exec-path | --execPath) offered=files list='' ;;
    --exec-arg | --execArg) offered=nothing list='' ;;
    --accept) offered=nothing list='tcp: unix:' ;;
    --workers) offered=nothing list='' ;;
    --respawn) offered=nothing list='yes no' ;;
    --accept-message | --acceptMessage) offered=nothing list='' ;;
    --result) offered=files list='fd:3' ;;
    --events) offered=files list='- fd:3' ;;
    --log) offered=files list='fd:3' ;;
    --log-format | --logFormat) offered=nothing list='raw lines' ;;
    --encoding) offered=nothing list='utf8 buffer hex base64 base64url latin1 ascii utf16le' ;;
    --progress) offered=nothing list='500ms 1s 5s 30s 1m' ;;
    *) return 1 ;;
  esac
}

# Offers values that begin with $1. $2 is the text before them in the same word.
_cpr_offer_value() {
  local cur=$1 before=$2
  COMPREPLY=()
  case $offered in
    files) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    directories) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- "$cur") ;;
    users) mapfile -t COMPREPLY < <(compgen -u -- "$cur") ;;
    groups) mapfile -t COMPREPLY < <(compgen -g -- "$cur") ;;
    variables) mapfile -t COMPREPLY < <(compgen -e -- "$cur") ;;
    pairs)
      if [[ $cur != *=* ]]; then
        compopt -o nospace 2>/dev/null
        mapfile -t COMPREPLY < <(compgen -e -S = -- "$cur")
      fi
      ;;
  esac
  local word
  for word in $list; do
    [[ ${word,,} == "${cur,,}"* || ${word#SIG} == "${cur^^}"* && -n $cur ]] && COMPREPLY+=("$word")
  done
  # Readline replaces the text after the last word break, which may be within the word.
  [[ $before == *= && $COMP_WORDBREAKS != *=* ]] && COMPREPLY=("${COMPREPLY[@]/#/$before}")
  return 0
}

_cpr_options_of() {
  case $1 in
    exec-file | execFile) list='--timeout --idle-timeout --kill-signal --kill-after --kill-mode --before-kill --max-buffer --max-buffer-action --max-memory --drain --retries --retry-on --retry-delay --leaks --no-orphans --containment --preserve-status --compat --shell --cwd --argv0 --clear-env --env-file --env --unset-env --default-signals --detached --unref --background --pid-file --ready --pass-channel --uid --gid --groups --stdio --stdin --stdout --stderr --fd --inherit-fds --input --input-file --json --result --events --log --log-format --encoding --progress --verbose --quiet --dry-run --help' ;;
    exec) list='--timeout --idle-timeout --kill-signal --kill-after --kill-mode --before-kill --max-buffer --max-buffer-action --max-memory --drain --retries --retry-on --retry-delay --leaks --no-orphans --containment --preserve-status --compat --shell --cwd --argv0 --clear-env --env-file --env --unset-env --default-signals --detached --unref --background --pid-file --ready --pass-channel --uid --gid --groups --stdio --stdin --stdout --stderr --fd --inherit-fds --input --input-file --json --result --events --log --log-format --encoding --progress --verbose --quiet --dry-run --help' ;;
    spawn) list='--timeout --idle-timeout --kill-signal --kill-after --kill-mode --before-kill --max-buffer --max-buffer-action --max-memory --drain --retries --retry-on --retry-delay --leaks --no-orphans --containment --preserve-status --compat --shell --cwd --argv0 --clear-env --env-file --env --unset-env --default-signals --detached --unref --background --pid-file --ready --pass-channel --uid --gid --groups --stdio --stdin --stdout --stderr --fd --inherit-fds --input --input-file --json --result --events --log --log-format --encoding --progress --verbose --quiet --dry-run --help' ;;
    fork) list='--timeout --idle-timeout --kill-signal --kill-after --kill-mode --before-kill --max-buffer --max-buffer-action --max-memory --drain --retries --retry-on --retry-delay --leaks --no-orphans --containment --preserve-status --compat --cwd --argv0 --clear-env --env-file --env --unset-env --default-signals --detached --unref --background --pid-file --ready --pass-channel --uid --gid --groups --stdio --stdin --stdout --stderr --fd --inherit-fds --input --input-file --send --send-handle --keep-open --messages --keep-channel --linger --lockstep --replies --max-message --serialization --silent --exec-path --exec-arg --accept --workers --respawn --accept-message --json --result --events --log --log-format --encoding --progress --verbose --quiet --dry-run --help' ;;
    timeout) list='--idle-timeout --signal --kill-after --foreground --kill-mode --before-kill --max-buffer --max-buffer-action --max-memory --drain --retries --retry-on --retry-delay --leaks --no-orphans --containment --preserve-status --compat --shell --cwd --argv0 --clear-env --env-file --env --unset-env --default-signals --detached --unref --background --pid-file --ready --pass-channel --uid --gid --groups --stdio --stdin --stdout --stderr --fd --inherit-fds --input --input-file --json --result --events --log --log-format --encoding --progress --verbose --quiet --dry-run --help --version' ;;
    kill) list='--signal --kill-after --quiet --help' ;;
    wait) list='--timeout --quiet --help' ;;
    ps) list='--json --help' ;;
  esac
}

_cpr_camel_options_of() {
  case $1 in
    exec-file | execFile) list='--idleTimeout --killSignal --killAfter --killMode --beforeKill --maxBuffer --maxBufferAction --maxMemory --retryOn --retryDelay --noOrphans --preserveStatus --clearEnv --envFile --unsetEnv --defaultSignals --pidFile --passChannel --inheritFds --inputFile --logFormat --dryRun' ;;
    exec) list='--idleTimeout --killSignal --killAfter --killMode --beforeKill --maxBuffer --maxBufferAction --maxMemory --retryOn --retryDelay --noOrphans --preserveStatus --clearEnv --envFile --unsetEnv --defaultSignals --pidFile --passChannel --inheritFds --inputFile --logFormat --dryRun' ;;
    spawn) list='--idleTimeout --killSignal --killAfter --killMode --beforeKill --maxBuffer --maxBufferAction --maxMemory --retryOn --retryDelay --noOrphans --preserveStatus --clearEnv --envFile --unsetEnv --defaultSignals --pidFile --passChannel --inheritFds --inputFile --logFormat --dryRun' ;;
    fork) list='--idleTimeout --killSignal --killAfter --killMode --beforeKill --maxBuffer --maxBufferAction --maxMemory --retryOn --retryDelay --noOrphans --preserveStatus --clearEnv --envFile --unsetEnv --defaultSignals --pidFile --passChannel --inheritFds --inputFile --sendHandle --keepOpen --keepChannel --maxMessage --execPath --execArg --acceptMessage --logFormat --dryRun' ;;
    timeout) list='--idleTimeout --killSignal --killAfter --killMode --beforeKill --maxBuffer --maxBufferAction --maxMemory --retryOn --retryDelay --noOrphans --preserveStatus --clearEnv --envFile --unsetEnv --defaultSignals --pidFile --passChannel --inheritFds --inputFile --logFormat --dryRun' ;;
    kill) list='--killSignal --killAfter' ;;
    wait) list='' ;;
    ps) list='' ;;
  esac
}

_cpr() {
  local cur prev words cword
  _get_comp_words_by_ref -n '=:' cur prev words cword || return
  local -a typed=("${words[@]}")
  local verbs='exec-file execFile exec spawn fork timeout kill wait ps'
  if ((cword == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$verbs help --help --version" -- "$cur")
    return
  fi
  local verb=${typed[1]} offered list
  if [[ $verb == help ]]; then
    ((cword == 2)) && mapfile -t COMPREPLY < <(compgen -W "$verbs" -- "$cur")
    return
  fi
  [[ " $verbs " == *" $verb "* ]] || return

  # Walk over the options to where the child's words begin.
  local i=2 word valued=''
  while ((i < cword)); do
    word=${typed[i]}
    case $word in
      --) ((i += 1)); break ;;
      --*=*) ;;
      --*) [[ $word != --shell ]] && _cpr_value_of "$word" && valued=$word && ((i += 1)) ;;
      -?*)
        # A cluster: the first letter with a value takes the rest of the word, or the next word.
        local at
        for ((at = 1; at < ${#word}; at++)); do
          _cpr_value_of "-${word:at:1}" || continue
          ((at == ${#word} - 1)) && valued=-${word:at:1} && ((i += 1))
          break
        done
        ;;
      *) break ;;
    esac
    ((i += 1))
  done
  if ((i > cword)); then
    _cpr_value_of "$valued"
    _cpr_offer_value "$cur" ''
    return
  fi
  if ((i < cword)) || [[ ${typed[cword - 1]} == -- && $i == "$cword" ]]; then
    _cpr_child "$verb" "$i"
    return
  fi
  case $cur in
    --*=*)
      _cpr_value_of "${cur%%=*}" && _cpr_offer_value "${cur#*=}" "${cur%%=*}="
      ;;
    -*)
      _cpr_options_of "$verb"
      mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
      if ((${#COMPREPLY[@]} == 0)); then
        _cpr_camel_options_of "$verb"
        mapfile -t COMPREPLY < <(compgen -W "$list" -- "$cur")
      fi
      ;;
    *) _cpr_child "$verb" "$i" ;;
  esac
}

# The tokens of runs in the background, with their commands where they are only listed.
_cpr_tokens() {
  local token state command described=()
  while read -r token _ state _ _ _ command; do
    [[ $token == "$cur"* ]] || continue
    [[ $1 == kill && $state == @(ended:*|lost) ]] && continue
    COMPREPLY+=("$token")
    described+=("$token  $command")
  done < <(cpr ps 2>/dev/null | sed 1d)
  ((${#COMPREPLY[@]} > 1 && ${COMP_TYPE:-0} == 63)) && COMPREPLY=("${described[@]}")
  __ltrim_colon_completions "$cur"
}

# The child's words, which begin with word number $2: a program and its own completion.
_cpr_child() {
  case $1 in
    exec) ((cword == $2)) && mapfile -t COMPREPLY < <(compgen -c -- "$cur") ;;
    kill | wait | ps) _cpr_tokens "$1" ;;
    fork) compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- "$cur") ;;
    # Nothing is offered for the duration.
    timeout) ((cword > $2)) && _cpr_child program "$(($2 + 1))" ;;
    *)
      # bash-completion counts words as bash splits them, also at `=` and `:`.
      local offset=0 whole=0
      while ((whole < $2 && offset < ${#COMP_WORDS[@]})); do
        local text=${typed[whole]} seen=''
        while [[ $seen != "$text" ]] && ((offset < ${#COMP_WORDS[@]})); do
          seen+=${COMP_WORDS[offset]}
          ((offset += 1))
        done
        ((whole += 1))
      done
      _command_offset "$offset"
      ;;
  esac
  return 0
}

complete -F _cpr cpr
