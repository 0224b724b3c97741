#include "base/edit_distance.hpp"

#include <algorithm>
#include <vector>

namespace khoj::base {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  // cell[i][j]: between the first i bytes of `a` and the first j of `b`.
  std::vector<std::vector<std::size_t>> cell(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cell[i][j] = i + j;
        continue;
      }
      const std::size_t replaced = cell[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cell[i][j] = std::min({cell[i - 1][j] + 1, cell[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        cell[i][j] = std::min(cell[i][j], cell[i - 2][j - 2] + 1);
    }
  }
  return cell[a.size()][b.size()];
}

}  // namespace khoj::base
