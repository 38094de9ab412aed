// Starts cpr.exe with random arguments, as a program for Windows does, and compares what the child
// gets.
//
//   arguments.exe lists CPR CHILD COUNT SEED    argument lists: does the child get every argument
//   unchanged? arguments.exe batch CPR COUNT SEED          hostile arguments for batch files in the
//   current directory, which
//                                               must not run: is there a file that was not there
//                                               before?
//
// Exit status: 1 if one of them differs or runs. The first of these are printed.
#include <windows.h>
// windows.h first.
#include <shellapi.h>

#include <array>
#include <cstdio>
#include <cwchar>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace {

using List = std::vector<std::wstring>;
std::mt19937 random_bits;

std::size_t below(std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_bits);
}

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "arguments: %s: error %lu\n", what, ::GetLastError());
  std::fflush(nullptr);
  ::ExitProcess(2);
}

// --- starting -----------------------------------------------------------------------------------

/// An argument as CommandLineToArgvW reads it. Every argument is in quotation marks.
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

std::wstring command_line(const List& list) {
  std::wstring line;
  for (const auto& argument : list) line += (line.empty() ? L"" : L" ") + quoted(argument);
  int count = 0;
  wchar_t** const parsed = ::CommandLineToArgvW(line.c_str(), &count);
  // The system itself is the reference for this program.
  if (parsed == nullptr || List(parsed, parsed + count) != list)
    fail("its own command line is not what it should be");
  ::LocalFree(parsed);
  return line;
}

// Wine's CreateProcess has an internal error once in a thousand calls, on a busy machine.
constexpr int most_internal_errors = 50;
int internal_errors = 0;

struct Ended {
  DWORD code = 0;
  std::string output;  // of both streams
};

Ended run(const List& list) {
  SECURITY_ATTRIBUTES inheritable{sizeof inheritable, nullptr, TRUE};
  HANDLE reader = nullptr;
  HANDLE writer = nullptr;
  if (::CreatePipe(&reader, &writer, &inheritable, 0) == 0) fail("CreatePipe");
  ::SetHandleInformation(reader, HANDLE_FLAG_INHERIT, 0);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  startup.dwFlags = STARTF_USESTDHANDLES;
  startup.hStdOutput = writer;
  startup.hStdError = writer;
  PROCESS_INFORMATION process{};
  auto line = command_line(list);
  while (::CreateProcessW(nullptr, line.data(), nullptr, nullptr, TRUE, 0, nullptr, nullptr,
                          &startup, &process) == 0) {
    if (::GetLastError() != ERROR_INTERNAL_ERROR || ++internal_errors > most_internal_errors)
      fail("CreateProcess");
  }
  ::CloseHandle(writer);
  Ended ended;
  std::array<char, 4096> block{};
  for (DWORD size = 0;
       ::ReadFile(reader, block.data(), block.size(), &size, nullptr) != 0 && size > 0;)
    ended.output.append(block.data(), size);
  ::WaitForSingleObject(process.hProcess, INFINITE);
  ::GetExitCodeProcess(process.hProcess, &ended.code);
  for (const HANDLE handle : {reader, process.hProcess, process.hThread}) ::CloseHandle(handle);
  return ended;
}

/// CreateProcess of cpr had an internal error.
bool is_internal_error(const Ended& ended) {
  return ended.code == 126 && ended.output.find("Input/output error") != std::string::npos;
}

std::string hex(const std::wstring& text) {
  std::string line = "-";
  for (const wchar_t c : text) {
    char digits[5];
    std::snprintf(digits, sizeof digits, "%04x", static_cast<unsigned>(c));
    line += digits;
  }
  return line;
}

// --- lists --------------------------------------------------------------------------------------

/// What quoting, the shell, wildcards and options give a meaning; the last two are one character.
constexpr auto pieces = std::to_array<std::wstring_view>(
    {L"\"",  L"\"\"", L"\\", L"\\\\", L"\\\"",   L" ", L"\t",     L"\n",     L"%", L"%PATH%",
     L"^",   L"&",    L"|",  L"<",    L">",      L"(", L")",      L"'",      L"*", L"?",
     L"[a]", L"-",    L"--", L"/",    L"--json", L"=", L";",      L",",      L"@", L"!",
     L"a",   L"bc",   L"0",  L"é",    L"ß",      L"ж", L"\u2028", L"\ufffd", L"😀", L"𝔘"});

List random_list() {
  List list(1 + below(6));
  for (auto& argument : list) {
    for (std::size_t length = below(10); length > 0; --length)
      argument += pieces[below(pieces.size())];
  }
  if (below(50) == 0) list.front().append(4000, L'\\');
  return list;
}

int compare_lists(const std::wstring& cpr, const std::wstring& child, int count) {
  int different = 0;
  for (int i = 0; i < count; ++i) {
    const auto list = random_list();
    List words{cpr, below(2) == 0 ? L"exec-file" : L"spawn", L"--", child, L"args-hex"};
    words.insert(words.end(), list.begin(), list.end());
    std::string expected;
    for (const auto& argument : list) expected += hex(argument) + '\n';
    auto ended = run(words);
    while (is_internal_error(ended) && ++internal_errors <= most_internal_errors)
      ended = run(words);
    if (ended.code == 0 && ended.output == expected) continue;
    if (++different <= 5)
      std::printf("exit code %lu\nexpected\n%sgot\n%s", ended.code, expected.c_str(),
                  ended.output.c_str());
  }
  std::printf("%d argument lists, %d different\n", count, different);
  return different == 0 ? 0 : 1;
}

// --- batch files --------------------------------------------------------------------------------

std::set<std::wstring> files() {
  std::set<std::wstring> names;
  WIN32_FIND_DATAW entry{};
  const HANDLE search = ::FindFirstFileW(L"*", &entry);
  if (search == INVALID_HANDLE_VALUE) fail("FindFirstFile");
  do names.insert(entry.cFileName);
  while (::FindNextFileW(search, &entry) != 0);
  ::FindClose(search);
  return names;
}

constexpr auto names = std::to_array<std::wstring_view>(
    {L"batch.bat", L"BATCH.BAT", L"batch.Bat", L"batch.bat.", L"batch.bat ", L"batch.bat. .",
     L".\\batch.bat", L"./batch.bat", L"batch.bat::$DATA", L"batch", L"script.cmd", L"SCRIPT.CMD",
     L"script.cmd ", L"script.cMd..", L".\\script.cmd", L"script", L"\"batch.bat\"", L"batch.bat\\",
     L"batch.bat/"});

/// What cmd.exe would run if an argument could end the quotes that it is in.
constexpr auto commands = std::to_array<std::wstring_view>(
    {L"&echo>injected", L"|echo>injected", L">injected", L"&&echo>injected", L"||echo>injected",
     L"\necho>injected", L"^&echo>injected", L"%CMDCMDLINE:~-1%&echo>injected",
     L"%=C:%&echo>injected", L"&(echo>injected)"});

std::wstring hostile_argument() {
  std::wstring argument;
  for (std::size_t i = below(4); i > 0; --i) argument += pieces[below(pieces.size())];
  argument += commands[below(commands.size())];
  for (std::size_t i = below(4); i > 0; --i) argument += pieces[below(pieces.size())];
  return argument;
}

int attack(const std::wstring& cpr, int count) {
  const auto before = files();
  int executed = 0;
  for (int i = 0; i < count; ++i) {
    List words{cpr, below(2) == 0 ? L"exec-file" : L"spawn", L"--",
               std::wstring(names[below(names.size())])};
    for (std::size_t left = 1 + below(3); left > 0; --left) words.push_back(hostile_argument());
    const auto ended = run(words);
    // Refused: 125, 126, or 127 for a name that is not one of a file.
    const bool refused = ended.code >= 125 && ended.code <= 127;
    if (refused && files() == before) continue;
    if (++executed <= 5)
      std::printf("%ls: exit code %lu\n%s", words[3].c_str(), ended.code, ended.output.c_str());
    for (const auto& name : files()) {
      if (before.count(name) == 0) ::DeleteFileW(name.c_str());
    }
  }
  std::printf("%d hostile arguments for batch files, %d executed\n", count, executed);
  return executed == 0 ? 0 : 1;
}

int number(const std::wstring& text) {
  return static_cast<int>(std::wcstol(text.c_str(), nullptr, 10));
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  const List words(arguments + 1, arguments + count);
  if (words.size() < 4) fail("missing arguments");
  random_bits.seed(static_cast<std::mt19937::result_type>(number(words.back())));
  if (words[0] == L"lists") return compare_lists(words[1], words[2], number(words[3]));
  return attack(words[1], number(words[2]));
}
