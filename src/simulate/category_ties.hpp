// How kinds of goods hang together: which are used up and bought again, and which are bought beside which. Both follow
// from the categories' names and a seed, so that they are the same whatever the order of the catalogue. Pure functions.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace khoj::simulate {

/// Days after which a household needs a thing of this category again; 0 when it is not used up. Known by English words
/// in the path ("Grocery > Tea"), as shops in India use them.
[[nodiscard]] std::uint32_t replenish_days(std::string_view category_path);

/// The first level of a path: "Grocery".
[[nodiscard]] std::string_view department_of(std::string_view category_path) noexcept;

inline constexpr std::size_t kComplements = 4;

/// For each category the numbers of at most four others that go with it, the closest first. Which these are is drawn
/// once for a seed: a symmetric affinity for each pair of names, higher within a department.
/// Cost: some ns for each pair.
[[nodiscard]] std::vector<std::vector<std::uint32_t>> draw_complements(std::span<const std::string> paths,
                                                                       std::uint64_t seed);

}  // namespace khoj::simulate
