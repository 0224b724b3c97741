// Catalogues as simulated shoppers know them: read from a file, or simulated.
#pragma once

#include <filesystem>
#include <vector>

#include "base/result.hpp"
#include "simulate/catalog_simulator.hpp"
#include "simulate/shop_item.hpp"

namespace khoj::apps {

/// Reads a catalogue as khoj export catalog writes it, plain or gzip.
/// Errors: as io::TextFile::open; invalid_argument with "FILE:LINE" as context (a line that is no product), or without
/// a line (there are no products).
base::Result<std::vector<simulate::ShopItem>> read_shop_items(const std::filesystem::path& file);

/// All products of a simulated shop. Cost: some microseconds each, spread over `threads`.
std::vector<simulate::ShopItem> simulate_shop_items(const simulate::CatalogSimulatorOptions& options,
                                                    unsigned threads);

}  // namespace khoj::apps
