// The child of the tests on Windows: executes the words of its command line in order.
//
//   child.exe out text start detached [ forever ] exit 3
//
// `start MODE [ WORDS ]` starts a child and waits until it has exited or waits itself (`forever`,
// `await`), so that a tree is complete when its first process says so.
#include <fcntl.h>
#include <io.h>
#include <windows.h>
// windows.h first.
#include <shellapi.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cwchar>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using Words = std::deque<std::wstring>;

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "child: %s: error %lu\n", what, ::GetLastError());
  std::fflush(nullptr);
  ::ExitProcess(99);
}

std::string utf8(std::wstring_view text) {
  const auto length = static_cast<int>(text.size());
  const int size =
      ::WideCharToMultiByte(CP_UTF8, 0, text.data(), length, nullptr, 0, nullptr, nullptr);
  std::string bytes(static_cast<std::size_t>(size), '\0');
  ::WideCharToMultiByte(CP_UTF8, 0, text.data(), length, bytes.data(), size, nullptr, nullptr);
  return bytes;
}

void write(DWORD stream, std::string_view bytes) {
  const HANDLE handle = ::GetStdHandle(stream);
  while (!bytes.empty()) {
    DWORD written = 0;
    const auto size = static_cast<DWORD>(std::min<std::size_t>(bytes.size(), 65536));
    if (::WriteFile(handle, bytes.data(), size, &written, nullptr) == 0) ::ExitProcess(98);
    bytes.remove_prefix(written);
  }
}

void print(const std::string& line) {
  write(STD_OUTPUT_HANDLE, line + '\n');
}

std::wstring take(Words& words) {
  if (words.empty()) {
    std::fputs("child: missing word\n", stderr);
    std::fflush(nullptr);
    ::ExitProcess(99);
  }
  std::wstring word = words.front();
  words.pop_front();
  return word;
}

/// Up to 32 bits, so that an exit code such as 3221225477 can be written as Windows shows it.
DWORD number(Words& words) {
  return static_cast<DWORD>(std::wcstoul(take(words).c_str(), nullptr, 10));
}

/// The words between a bracket and the one that closes it.
Words take_block(Words& words) {
  if (take(words) != L"[") fail("a [ is missing");
  Words block;
  for (int depth = 1;;) {
    std::wstring word = take(words);
    if (word == L"[") ++depth;
    if (word == L"]" && --depth == 0) return block;
    block.push_back(std::move(word));
  }
}

/// An argument as CommandLineToArgvW reads it: backslashes count only in front of a quotation mark.
std::wstring quoted(const std::wstring& argument) {
  std::wstring text = L"\"";
  std::size_t backslashes = 0;
  for (const wchar_t c : argument) {
    if (c == L'"') text.append(backslashes + 1, L'\\');
    backslashes = c == L'\\' ? backslashes + 1 : 0;
    text += c;
  }
  return text.append(backslashes, L'\\') + L'"';
}

std::wstring own_path() {
  std::wstring path(32768, L'\0');
  path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return path;
}

// --- waiting ------------------------------------------------------------------------------------

// Has the handle of the event that the process which started this one waits for.
constexpr auto ready_variable = L"CHILD_READY";
HANDLE ready_event = nullptr;

/// The variable is that of this process, not of those that it starts.
void take_ready_event() {
  std::wstring value(32, L'\0');
  value.resize(::GetEnvironmentVariableW(ready_variable, value.data(), 32));
  ready_event = reinterpret_cast<HANDLE>(
      static_cast<std::uintptr_t>(std::wcstoull(value.c_str(), nullptr, 10)));
  ::SetEnvironmentVariableW(ready_variable, nullptr);
}

void say_ready() {
  if (ready_event != nullptr) ::SetEvent(ready_event);
}

/// Until killed, at most five minutes, in case a test fails.
[[noreturn]] void forever() {
  say_ready();
  ::Sleep(300'000);
  ::ExitProcess(97);
}

HANDLE interrupted = nullptr;
const char* interruption = "";

BOOL WINAPI remember(DWORD event) {
  interruption = event == CTRL_C_EVENT       ? "CTRL_C"
                 : event == CTRL_BREAK_EVENT ? "CTRL_BREAK"
                                             : "close";
  ::SetEvent(interrupted);
  return TRUE;
}

BOOL WINAPI ignore(DWORD /*event*/) {
  return TRUE;
}

/// Ctrl-C or Ctrl-Break in the console of another process, for all processes of it.
void interrupt(DWORD event, Words& words) {
  const DWORD pid = number(words);
  ::FreeConsole();
  if (::AttachConsole(pid) == 0) fail("AttachConsole");
  ::SetConsoleCtrlHandler(ignore, TRUE);
  if (::GenerateConsoleCtrlEvent(event, 0) == 0) fail("GenerateConsoleCtrlEvent");
  // The event arrives in another thread, which must not find this process in the console.
  ::FreeConsole();
}

void await_interruption() {
  say_ready();
  if (::WaitForSingleObject(interrupted, 300'000) != WAIT_OBJECT_0) ::ExitProcess(97);
  print(std::string("got ") + interruption);
}

// --- starting -----------------------------------------------------------------------------------

DWORD flags_of(const std::wstring& mode) {
  static const std::map<std::wstring, DWORD> modes{{L"plain", 0},
                                                   {L"detached", DETACHED_PROCESS},
                                                   {L"new-console", CREATE_NEW_CONSOLE},
                                                   {L"new-group", CREATE_NEW_PROCESS_GROUP},
                                                   {L"breakaway", CREATE_BREAKAWAY_FROM_JOB}};
  const auto found = modes.find(mode);
  if (found == modes.end()) fail("unknown mode");
  return found->second;
}

PROCESS_INFORMATION create(std::wstring line, DWORD flags) {
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  // What is detached or has a new console would have no streams otherwise, and so hold nothing
  // open.
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdInput = ::GetStdHandle(STD_INPUT_HANDLE);
  startup.hStdOutput = ::GetStdHandle(STD_OUTPUT_HANDLE);
  startup.hStdError = ::GetStdHandle(STD_ERROR_HANDLE);
  PROCESS_INFORMATION process{};
  if (::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, flags, nullptr, nullptr,
                       &startup, &process) != 0)
    return process;
  // A job that allows no breakaway: what wants to leave it tries again without.
  if ((flags & CREATE_BREAKAWAY_FROM_JOB) == 0 || ::GetLastError() != ERROR_ACCESS_DENIED)
    fail("CreateProcess");
  return create(line, flags & ~static_cast<DWORD>(CREATE_BREAKAWAY_FROM_JOB));
}

void start(const std::wstring& mode, const Words& block) {
  std::wstring line = quoted(own_path());
  for (const auto& word : block) line += L' ' + quoted(word);
  SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
  const HANDLE ready = ::CreateEventW(&inheritable, TRUE, FALSE, nullptr);
  ::SetEnvironmentVariableW(ready_variable,
                            std::to_wstring(reinterpret_cast<std::uintptr_t>(ready)).c_str());
  const auto process = create(line, flags_of(mode));
  ::SetEnvironmentVariableW(ready_variable, nullptr);
  const HANDLE either[] = {ready, process.hProcess};
  ::WaitForMultipleObjects(2, either, FALSE, INFINITE);
  for (const HANDLE handle : {ready, process.hProcess, process.hThread}) ::CloseHandle(handle);
}

/// Whether a child may leave the job of this process.
void try_breakaway() {
  std::wstring line = quoted(own_path()) + L" exit 0";
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION process{};
  const BOOL started =
      ::CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, CREATE_BREAKAWAY_FROM_JOB,
                       nullptr, nullptr, &startup, &process);
  print(started != 0 ? "breakaway allowed" : "breakaway refused");
}

/// Runs the other words as a command line, and prints its pid if it gets a console of its own, and
/// its exit code, of which a shell of another system would see 8 bits.
void run_rest(Words& words, DWORD flags) {
  std::wstring line;
  for (; !words.empty(); words.pop_front())
    line += (line.empty() ? L"" : L" ") + quoted(words.front());
  const auto process = create(line, flags);
  if (flags == CREATE_NEW_CONSOLE) print("pid " + std::to_string(process.dwProcessId));
  ::WaitForSingleObject(process.hProcess, INFINITE);
  DWORD code = 0;
  ::GetExitCodeProcess(process.hProcess, &code);
  print("code " + std::to_string(code));
}

/// As the end of a task in the task manager.
void end_process(DWORD pid) {
  const HANDLE process = ::OpenProcess(PROCESS_TERMINATE, FALSE, pid);
  if (process == nullptr || ::TerminateProcess(process, 1) == 0) fail("TerminateProcess");
  ::CloseHandle(process);
}

// --- what a process sees ------------------------------------------------------------------------

void print_environment() {
  wchar_t* const block = ::GetEnvironmentStringsW();
  for (const wchar_t* entry = block; *entry != L'\0'; entry += std::wcslen(entry) + 1)
    print(utf8(entry));
  ::FreeEnvironmentStringsW(block);
}

void print_variable(const std::wstring& name) {
  std::wstring value(32768, L'\0');
  const DWORD size =
      ::GetEnvironmentVariableW(name.c_str(), value.data(), static_cast<DWORD>(value.size()));
  const bool missing = size == 0 && ::GetLastError() == ERROR_ENVVAR_NOT_FOUND;
  value.resize(size);
  print(missing ? utf8(name) + " is not set" : utf8(name) + '=' + utf8(value));
}

void print_directory() {
  std::wstring path(32768, L'\0');
  path.resize(::GetCurrentDirectoryW(static_cast<DWORD>(path.size()), path.data()));
  print(utf8(path));
}

void copy_input() {
  std::vector<char> block(65536);
  for (DWORD size = 0;;) {
    const HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
    if (::ReadFile(input, block.data(), static_cast<DWORD>(block.size()), &size, nullptr) == 0 ||
        size == 0)
      return;
    write(STD_OUTPUT_HANDLE, {block.data(), size});
  }
}

/// N bytes that show their offset: 0..250 repeated (251 is coprime to page sizes).
void spew(DWORD stream, DWORD count) {
  std::string block(251 * 256, '\0');
  for (std::size_t i = 0; i < block.size(); ++i) block[i] = static_cast<char>(i % 251);
  for (std::size_t left = count, size = 0; left > 0; left -= size) {
    size = std::min(left, block.size());
    write(stream, std::string_view(block).substr(0, size));
  }
}

void flood() {
  while (true) spew(STD_OUTPUT_HANDLE, 1U << 30U);
}

std::string from_hex(const std::wstring& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::wcstoul(digits.substr(i, 2).c_str(), nullptr, 16));
  }
  return bytes;
}

void create_file(const std::wstring& path) {
  const HANDLE file =
      ::CreateFileW(path.c_str(), GENERIC_WRITE, 0, nullptr, CREATE_ALWAYS, 0, nullptr);
  if (file == INVALID_HANDLE_VALUE) fail("CreateFile");
  ::CloseHandle(file);
}

void await_file(const std::wstring& path) {
  while (::GetFileAttributesW(path.c_str()) == INVALID_FILE_ATTRIBUTES) ::Sleep(10);
}

void print_arguments(Words& words) {
  for (; !words.empty(); words.pop_front()) print('[' + utf8(words.front()) + ']');
}

/// As UTF-16 in hexadecimal digits, so that nothing has to be escaped.
void print_arguments_in_hex(Words& words) {
  for (; !words.empty(); words.pop_front()) {
    std::string line = "-";
    for (const wchar_t c : words.front()) {
      char digits[5];
      std::snprintf(digits, sizeof digits, "%04x", static_cast<unsigned>(c));
      line += digits;
    }
    print(line);
  }
}

/// A write of no bytes, which a pipe passes on.
void write_nothing() {
  DWORD written = 0;
  ::WriteFile(::GetStdHandle(STD_OUTPUT_HANDLE), "", 0, &written, nullptr);
}

/// Makes a named pipe, and never reads from it or writes to it.
void serve(const std::wstring& name) {
  const auto path = L"\\\\.\\pipe\\" + name;
  if (::CreateNamedPipeW(path.c_str(), PIPE_ACCESS_DUPLEX, PIPE_TYPE_BYTE, 1, 0, 0, 0, nullptr) ==
      INVALID_HANDLE_VALUE) {
    fail("cannot make the pipe");
  }
}

// --- words --------------------------------------------------------------------------------------

void execute(Words& words) {
  static const std::map<std::wstring, std::function<void(Words&)>> actions{
      {L"args", print_arguments},
      {L"args-hex", print_arguments_in_hex},
      {L"await", [](Words&) { await_interruption(); }},
      {L"await-file", [](Words& w) { await_file(take(w)); }},
      {L"breakaway", [](Words&) { try_breakaway(); }},
      {L"code", [](Words& w) { run_rest(w, 0); }},
      {L"console", [](Words& w) { run_rest(w, CREATE_NEW_CONSOLE); }},
      {L"copy", [](Words&) { copy_input(); }},
      {L"crash",
       [](Words&) {
         ::RaiseException(EXCEPTION_ACCESS_VIOLATION, EXCEPTION_NONCONTINUABLE, 0, nullptr);
       }},
      {L"create", [](Words& w) { create_file(take(w)); }},
      {L"ctrl-break", [](Words& w) { interrupt(CTRL_BREAK_EVENT, w); }},
      {L"ctrl-c", [](Words& w) { interrupt(CTRL_C_EVENT, w); }},
      {L"cwd", [](Words&) { print_directory(); }},
      {L"end", [](Words& w) { end_process(number(w)); }},
      {L"err", [](Words& w) { write(STD_ERROR_HANDLE, utf8(take(w))); }},
      {L"exit", [](Words& w) { ::ExitProcess(number(w)); }},
      {L"flood", [](Words&) { flood(); }},
      {L"forever", [](Words&) { forever(); }},
      {L"handle", [](Words&) { ::SetConsoleCtrlHandler(remember, TRUE); }},
      {L"hex", [](Words& w) { write(STD_OUTPUT_HANDLE, from_hex(take(w))); }},
      {L"ignore", [](Words&) { ::SetConsoleCtrlHandler(ignore, TRUE); }},
      {L"many",
       [](Words& w) {
         const DWORD count = number(w);
         const auto block = take_block(w);
         for (DWORD i = 0; i < count; ++i) start(L"plain", block);
       }},
      {L"out", [](Words& w) { write(STD_OUTPUT_HANDLE, utf8(take(w))); }},
      {L"out-nothing", [](Words&) { write_nothing(); }},
      {L"say", [](Words& w) { print(utf8(take(w))); }},
      {L"serve", [](Words& w) { serve(take(w)); }},
      {L"sleep", [](Words& w) { ::Sleep(number(w)); }},
      {L"spew", [](Words& w) { spew(STD_OUTPUT_HANDLE, number(w)); }},
      {L"spew-err", [](Words& w) { spew(STD_ERROR_HANDLE, number(w)); }},
      {L"start",
       [](Words& w) {
         const auto mode = take(w);
         start(mode, take_block(w));
       }},
      {L"variable", [](Words& w) { print_variable(take(w)); }},
      {L"variables", [](Words&) { print_environment(); }},
  };
  while (!words.empty()) {
    const auto word = take(words);
    const auto found = actions.find(word);
    if (found == actions.end()) {
      std::fprintf(stderr, "child: unknown word %s\n", utf8(word).c_str());
      std::fflush(nullptr);
      ::ExitProcess(99);
    }
    found->second(words);
  }
}

}  // namespace

// Arguments are not patterns.
extern "C" int _CRT_glob;  // NOLINT(bugprone-reserved-identifier)
int _CRT_glob = 0;         // NOLINT(bugprone-reserved-identifier)

int wmain(int count, wchar_t** arguments) {
  ::SetErrorMode(SEM_FAILCRITICALERRORS | SEM_NOGPFAULTERRORBOX);
  // The C library and the system have a parser each; a program may use either.
  int parsed_count = 0;
  wchar_t** const parsed = ::CommandLineToArgvW(::GetCommandLineW(), &parsed_count);
  if (parsed == nullptr ||
      !std::equal(arguments, arguments + count, parsed, parsed + parsed_count,
                  [](const wchar_t* a, const wchar_t* b) { return std::wcscmp(a, b) == 0; })) {
    std::fputs("child: the two parsers of the command line differ\n", stderr);
    std::fflush(nullptr);
    return 96;
  }
  interrupted = ::CreateEventW(nullptr, TRUE, FALSE, nullptr);
  take_ready_event();
  Words words(arguments + 1, arguments + count);
  execute(words);
  return 0;
}
