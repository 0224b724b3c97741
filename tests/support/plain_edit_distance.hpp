// The edit distance as it is defined (optimal string alignment), cell by cell: what the fast ones are compared with.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

namespace khoj::testing {

inline unsigned plain_edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<unsigned>> cell(a.size() + 1, std::vector<unsigned>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) {
    for (std::size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cell[i][j] = static_cast<unsigned>(i + j);
        continue;
      }
      const unsigned replaced = cell[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      cell[i][j] = std::min({cell[i - 1][j] + 1, cell[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cell[i][j] = std::min(cell[i][j], cell[i - 2][j - 2] + 1);
      }
    }
  }
  return cell[a.size()][b.size()];
}

}  // namespace khoj::testing
