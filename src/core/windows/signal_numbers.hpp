// The signals that <csignal> of Windows lacks. A build for Windows includes this before each
// source.
//
// Windows has no signals: these are the names that the command line, the results and Node give to a
// forced end, Ctrl-C, Ctrl-Break and a closed console. The numbers are those of Linux, as in libuv.
// SIGABRT is 22 there.
#pragma once

#include <csignal>

#define SIGHUP 1
#define SIGQUIT 3
#define SIGTRAP 5
#define SIGBUS 7
#define SIGKILL 9
#define SIGUSR1 10
#define SIGUSR2 12
#define SIGPIPE 13
#define SIGALRM 14
#define SIGSTKFLT 16
#define SIGCHLD 17
#define SIGCONT 18
#define SIGSTOP 19
#define SIGTSTP 20
#define SIGTTIN 21
#define SIGTTOU 22
#define SIGURG 23
#define SIGXCPU 24
#define SIGXFSZ 25
#define SIGVTALRM 26
#define SIGPROF 27
#define SIGWINCH 28
#define SIGIO 29
#define SIGPWR 30
#define SIGSYS 31
