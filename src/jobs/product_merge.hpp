// Two rows of one product made one: a shop lists a product once in each of its categories.
#pragma once

#include "base/result.hpp"
#include "domain/product.hpp"

namespace khoj::jobs {

/// `first` with the categories of `later` behind its own (each once), and with the values of `later` where
/// `first` has none. Errors: invalid_argument when the product would have more than kMaxCategories
/// categories.
base::Result<domain::Product> merge_products(const domain::Product& first, const domain::Product& later);

}  // namespace khoj::jobs
