#include "report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace bench {
namespace {

bool is_difference(const Row& row) {
  return row.judge == Judge::Over || row.judge == Judge::NotEarly;
}

std::string number(double value, const std::string& unit) {
  return unit == "ms" ? fmt::format("{:.3f}", value) : fmt::format("{:.0f}", value);
}

std::string bound(std::optional<double> value, const Row& row) {
  if (!value) return "";
  if (is_difference(row)) return fmt::format("<= +{:g} {}", *value, row.unit);
  if (row.judge == Judge::Peak) return fmt::format("<= {:g} {}", *value, row.unit);
  return fmt::format("{} {:.3g}", row.judge == Judge::SpeedUp ? ">=" : "<=", *value);
}

std::string both(const Samples& samples, const std::string& unit) {
  if (samples.empty()) return "";
  return number(samples.median(), unit) + " / " + number(samples.p99(), unit) + " " + unit;
}

using Line = std::vector<std::string>;

/// Columns as wide as their longest cell; numbers are right-aligned.
std::string aligned(const std::vector<Line>& lines, std::size_t text_columns) {
  std::vector<std::size_t> widths(lines[0].size());
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
  }
  std::string out;
  for (const auto& line : lines) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      const bool left = i < text_columns || i + 1 == line.size();
      text += left ? fmt::format("{:<{}}", line[i], widths[i])
                   : fmt::format("{:>{}}", line[i], widths[i]);
      text += "  ";
    }
    text.erase(text.find_last_not_of(' ') + 1);
    out += text + "\n";
  }
  return out;
}

std::string text_of(const std::vector<Entry>& entries) {
  std::vector<Line> lines{{"work", "against", "cpr: median / p99", "peer: median / p99", "ratio",
                           "must", "aim", "verdict"}};
  for (const auto& entry : entries) {
    const Row& row = entry.row;
    lines.push_back({row.work, row.against, both(entry.pair.ours, row.unit),
                     both(entry.pair.peer, row.unit), score_text(entry), bound(row.must, row),
                     bound(entry.aim(), row), entry.verdict()});
  }
  return aligned(lines, 2);
}

std::string text_of(const std::vector<Growth>& growths) {
  std::vector<Line> lines{{"how it grows", "count", "median", "each more", "CPU, each", ""}};
  for (const auto& growth : growths) {
    for (std::size_t i = 0; i < growth.steps.size(); ++i) {
      const Step& step = growth.steps[i];
      const auto each = growth.each_us(i);
      const bool there = step.problem.empty();
      lines.push_back(
          {growth.what, std::to_string(step.count), there ? fmt::format("{:.2f} ms", step.ms) : "",
           each ? fmt::format("{:.3f} us", *each) : "",
           step.cpu_ms ? fmt::format("{:.2f} ms", *step.cpu_ms / step.count) : "", step.problem});
    }
  }
  return aligned(lines, 1);
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out + '"';
}

std::string json_of(std::optional<double> value) {
  return value ? fmt::format("{:.6g}", *value) : "null";
}

std::string json_of(const Samples& samples) {
  if (samples.empty()) return "null";
  return fmt::format(R"({{"median":{:.9g},"p99":{:.9g},"runs":{}}})", samples.median(),
                     samples.p99(), samples.count());
}

std::string kind_of(Judge judge) {
  switch (judge) {
    case Judge::Ratio: return "ratio";
    case Judge::SpeedUp: return "speedup";
    case Judge::Over:
    case Judge::NotEarly: return "difference";
    case Judge::Peak: return "value";
  }
  return "";
}

std::string json_of(const Entry& entry) {
  const Row& row = entry.row;
  return fmt::format(
      R"({{"work":{},"against":{},"unit":{},"cpr":{},"peer":{},"score":{},"scoreIs":{},"must":{},"aim":{},"restless":{},"verdict":{}}})",
      quoted(row.work), quoted(row.against), quoted(row.unit), json_of(entry.pair.ours),
      json_of(entry.pair.peer), json_of(entry.score()), quoted(kind_of(row.judge)),
      json_of(row.must), json_of(entry.aim()), entry.pair.restless, quoted(entry.verdict()));
}

std::string json_of(const Growth& growth) {
  std::string steps;
  for (std::size_t i = 0; i < growth.steps.size(); ++i) {
    const Step& step = growth.steps[i];
    const bool there = step.problem.empty();
    steps += fmt::format(R"({}{{"count":{},"ms":{},"eachMoreUs":{},"cpuMs":{},"problem":{}}})",
                         i > 0 ? "," : "", step.count, there ? json_of(step.ms) : "null",
                         json_of(growth.each_us(i)), json_of(step.cpu_ms),
                         there ? "null" : quoted(step.problem));
  }
  return fmt::format(R"({{"what":{},"steps":[{}]}})", quoted(growth.what), steps);
}

template <typename Items>
std::string json_list(const Items& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "\n  " : ",\n  ") + json_of(item);
  return "[" + out + "]";
}

}  // namespace

bool Report::failed() const {
  const auto wrong = [](const std::string& text) { return text.rfind("FAILED", 0) == 0; };
  for (const auto& entry : entries) {
    if (wrong(entry.verdict())) return true;
  }
  for (const auto& growth : growths) {
    for (const auto& step : growth.steps) {
      if (wrong(step.problem)) return true;
    }
  }
  return false;
}

std::string score_text(const Entry& entry) {
  const auto score = entry.score();
  if (!score) return "";
  const std::string& unit = entry.row.unit;
  if (entry.row.judge == Judge::Peak) return number(*score, unit) + " " + unit;
  if (!is_difference(entry.row)) return fmt::format("{:.3f}", *score);
  return fmt::format("{}{} {}", *score < 0 ? "-" : "+", number(std::abs(*score), unit), unit);
}

std::string as_text(const Report& report) {
  std::string out;
  if (!report.entries.empty()) out += text_of(report.entries);
  if (!report.entries.empty() && !report.growths.empty()) out += "\n";
  if (!report.growths.empty()) out += text_of(report.growths);
  return out;
}

std::string as_json(const Report& report) {
  return fmt::format("{{\"bench\":1,\n\"rows\":{},\n\"growth\":{}}}\n", json_list(report.entries),
                     json_list(report.growths));
}

}  // namespace bench
