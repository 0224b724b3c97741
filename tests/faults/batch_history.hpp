// A writer's deterministic plan for crash tests: batch n puts some products and deletes some, all marked with
// n. From what is in the store one can tell up to which batch it has come, and that no batch came in half.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/rng.hpp"
#include "store/catalog_store.hpp"
#include "support/wait.hpp"

namespace khoj::testing {

class BatchHistory {
 public:
  /// Product id → number of the batch that wrote it; deleted products are absent.
  using State = std::map<std::string, std::int64_t>;

  /// @param name  begins the ids of this writer's products.
  BatchHistory(std::string name, std::uint64_t seed) : name_(std::move(name)), seed_(seed) {}

  /// Applies batch `n` (from 1) to the store, as one request.
  base::Status write(store::CatalogStore& store, std::int64_t n) const {
    const auto batch = make(n);
    if (batch.removal) {
      const auto removed = base::sync_wait(store.remove({}, batch.ids));
      return removed ? base::Status() : base::fail(removed.error());
    }
    std::vector<domain::Product> products;
    for (const auto& id : batch.ids) {
      domain::Product product;
      product.id = id;
      product.title = "batch " + std::to_string(n);
      product.description = std::string(batch.description_bytes, 'd');
      product.stock = n;
      products.push_back(std::move(product));
    }
    const auto outcomes = base::sync_wait(store.upsert({}, std::move(products)));
    return outcomes ? base::Status() : base::fail(outcomes.error());
  }

  /// What is there after the batches 1 to `n`.
  [[nodiscard]] State state_after(std::int64_t n) const {
    State state;
    for (std::int64_t i = 1; i <= n; ++i) {
      const auto batch = make(i);
      for (const auto& id : batch.ids) {
        if (batch.removal) {
          state.erase(id);
        } else {
          state[id] = i;
        }
      }
    }
    return state;
  }

  /// What of this writer is in the store.
  [[nodiscard]] State found_in(store::CatalogStore& store) const {
    State state;
    std::string cursor;
    while (true) {
      const auto page = wait(store.list({}, 1'000, cursor));
      for (const auto& stored : page.products) {
        if (stored.product.id.starts_with(name_))
          state[stored.product.id] = stored.product.stock.value_or(-1);
      }
      if (!page.next_cursor) return state;
      cursor = *page.next_cursor;
    }
  }

 private:
  struct Batch {
    std::vector<std::string> ids;
    bool removal = false;
    std::size_t description_bytes = 0;
  };

  [[nodiscard]] Batch make(std::int64_t n) const {
    base::Rng rng(seed_ * 1'000'003 + static_cast<std::uint64_t>(n));
    Batch batch;
    batch.removal = n % 5 == 0;
    batch.description_bytes = rng.below(4'000);
    const auto size = 1 + rng.below(8);
    for (std::uint64_t i = 0; i < size; ++i) batch.ids.push_back(name_ + "-" + std::to_string(rng.below(40)));
    return batch;
  }

  std::string name_;
  std::uint64_t seed_;
};

}  // namespace khoj::testing
