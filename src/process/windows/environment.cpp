#include "process/environment.hpp"

#include <windows.h>

#include <memory>
#include <string>

#include "process/windows/wide_text.hpp"

namespace cpr {
namespace {

std::vector<std::string> read_environment() {
  const auto free = [](wchar_t* block) { ::FreeEnvironmentStringsW(block); };
  const std::unique_ptr<wchar_t, decltype(free)> block(::GetEnvironmentStringsW(), free);
  std::vector<std::string> variables;
  const wchar_t* at = block.get();
  while (at != nullptr && *at != L'\0') {
    const std::wstring_view variable(at);
    variables.push_back(windows::narrow(variable));
    at += variable.size() + 1;
  }
  return variables;
}

}  // namespace

std::vector<std::string_view> own_environment() {
  static const std::vector<std::string> variables = read_environment();
  return {variables.begin(), variables.end()};
}

std::string own_variable(const char* name) {
  const auto wide_name = windows::wide(name);
  std::wstring value(::GetEnvironmentVariableW(wide_name.c_str(), nullptr, 0), L'\0');
  value.resize(
      ::GetEnvironmentVariableW(wide_name.c_str(), value.data(), static_cast<DWORD>(value.size())));
  return windows::narrow(value);
}

}  // namespace cpr
