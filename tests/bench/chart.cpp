#include "chart.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace bench {
namespace {

// In pixels. Text is left of `axis`, bars right of it; the peer's bar is `unit` long.
constexpr int width = 960;
constexpr int axis = 420;
constexpr int unit = 180;
constexpr double longest = 2.2;  // times the peer's bar; longer bars are cut, and have their number
constexpr int top = 64;
constexpr int row_height = 50;
constexpr int bar_height = 14;

constexpr const char* style = R"(<style>
  text { font: 13px system-ui, sans-serif; fill: #1f2328; }
  .title { font-size: 16px; font-weight: 600; }
  .small { font-size: 11px; fill: #59636e; }
  .ground { fill: #ffffff; }
  .cpr { fill: #0969da; }
  .peer { fill: #afb8c1; }
  .bound { stroke: #bc4c00; stroke-width: 2; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .small { fill: #9198a1; }
    .ground { fill: #0d1117; }
    .cpr { fill: #4493f8; }
    .peer { fill: #484f58; }
    .bound { stroke: #f0883e; }
  }
</style>
)";

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string text(double x, double y, const std::string& words, const std::string& kind = "",
                 bool at_end = false) {
  return fmt::format("<text x=\"{:.0f}\" y=\"{:.0f}\"{}{}>{}</text>\n", x, y,
                     kind.empty() ? "" : " class=\"" + kind + "\"",
                     at_end ? " text-anchor=\"end\"" : "", escaped(words));
}

std::string bar(double y, double ratio, const std::string& kind) {
  const double length = std::max(1.0, std::min(ratio, longest) * unit);
  return fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{:.0f}\" width=\"{:.1f}\" height=\"{}\"/>\n",
                     kind, axis, y, length, bar_height);
}

std::string amount(const Samples& samples, const std::string& unit_name) {
  const double value = samples.median();
  if (unit_name == "KiB") return fmt::format("{:.1f} MiB", value / 1024);
  if (unit_name != "ms") return fmt::format("{:.0f} {}", value, unit_name);
  return value < 10 ? fmt::format("{:.2f} ms", value) : fmt::format("{:.0f} ms", value);
}

/// The bound in lengths of the peer's bar.
std::optional<double> must_ratio(const Entry& entry) {
  if (!entry.row.must) return std::nullopt;
  const double must = *entry.row.must;
  const double peer = entry.pair.peer.median();
  switch (entry.row.judge) {
    case Judge::Ratio: return must;
    case Judge::SpeedUp: return 1 / must;
    case Judge::Over:
    case Judge::NotEarly: return (peer + must) / peer;
    case Judge::Peak: return must / peer;
  }
  return std::nullopt;
}

std::string bound_line(double x, int y) {
  return fmt::format(
      "<line class=\"bound\" x1=\"{0:.1f}\" x2=\"{0:.1f}\" y1=\"{1}\" y2=\"{2}\"/>\n", x, y - 3,
      y + 2 * bar_height + 5);
}

std::string row_of(const Entry& entry, int y) {
  const Row& row = entry.row;
  const double ratio = entry.pair.ours.median() / entry.pair.peer.median();
  std::string out = text(axis - 12, y + 12, row.work, "", true) +
                    text(axis - 12, y + 28, "against " + row.against, "small", true) +
                    bar(y, ratio, "cpr") + bar(y + bar_height + 2, 1, "peer");
  double end = axis + std::max(1.0, std::min(ratio, longest) * unit);
  double peer_end = axis + unit;
  if (ratio > longest) {
    // A gap shows that the bar is cut.
    out += fmt::format("<rect class=\"ground\" x=\"{:.1f}\" y=\"{}\" width=\"4\" height=\"{}\"/>\n",
                       end - 14, y, bar_height);
  }
  if (const auto must = must_ratio(entry); must && *must <= longest) {
    const double x = axis + *must * unit;
    out += bound_line(x, y);
    end = std::max(end, x);
    peer_end = std::max(peer_end, x);
  }
  return out +
         text(end + 6, y + 11,
              fmt::format("{} ({:.3g})", amount(entry.pair.ours, row.unit), ratio)) +
         text(peer_end + 6, y + bar_height + 13, amount(entry.pair.peer, row.unit), "small");
}

}  // namespace

std::string as_svg(const Report& report) {
  std::string rows;
  int y = top;
  for (const auto& entry : report.entries) {
    if (!entry.score() || entry.pair.peer.empty()) continue;
    rows += row_of(entry, y);
    y += row_height;
  }
  const int height = y + 12;
  std::string out = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
      "height=\"{1}\" role=\"img\">\n<title>cpr compared with other tools</title>\n",
      width, height);
  out += style;
  out += fmt::format("<rect class=\"ground\" width=\"{}\" height=\"{}\"/>\n", width, height);
  out += text(24, 28, "cpr compared with other tools: shorter is better", "title");
  out += fmt::format("<rect class=\"cpr\" x=\"{}\" y=\"18\" width=\"12\" height=\"12\"/>\n", axis);
  out += text(axis + 18, 28, "cpr");
  out += fmt::format("<rect class=\"peer\" x=\"{}\" y=\"18\" width=\"12\" height=\"12\"/>\n",
                     axis + 70);
  out += text(axis + 88, 28, "other tool");
  out += fmt::format("<line class=\"bound\" x1=\"{0}\" x2=\"{0}\" y1=\"16\" y2=\"32\"/>\n",
                     axis + 180);
  out += text(axis + 190, 28, "maximum for cpr");
  return out + rows + "</svg>\n";
}

}  // namespace bench
