// The ids that everything speaks. An ItemId is a dense number that the catalogue gives a product once and never
// reuses; a product_id is the shop's own string. A ChangeSeq orders every change to the truth.
#pragma once

#include <cstdint>

#include "base/strong_id.hpp"

namespace khoj::domain {

using ItemId = base::StrongId<struct ItemIdTag, std::uint32_t>;
using ChangeSeq = base::StrongId<struct ChangeSeqTag, std::uint64_t>;

}  // namespace khoj::domain
