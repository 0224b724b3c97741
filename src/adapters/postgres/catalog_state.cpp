#include "adapters/postgres/catalog_state.hpp"

#include <algorithm>
#include <limits>
#include <ranges>

namespace khoj::adapters::postgres {
namespace {

store::WriteOutcome outcome_of(const ProductRow& row, bool created) {
  return {domain::ItemId(static_cast<std::uint32_t>(row.item)),
          domain::ChangeSeq(static_cast<std::uint64_t>(row.seq)), created};
}

}  // namespace

void CatalogState::load(std::string product_id, ProductRow row) {
  rows_.insert_or_assign(std::move(product_id), std::move(row));
}

const ProductRow* CatalogState::find(std::string_view product_id) const {
  const auto found = rows_.find(product_id);
  return found == rows_.end() || found->second.deleted ? nullptr : &found->second;
}

ProductRow& CatalogState::touch(std::string_view product_id) {
  const auto found = rows_.find(product_id);
  if (found != rows_.end()) {
    before_.emplace_back(found->first, found->second);
    return found->second;
  }
  before_.emplace_back(std::string(product_id), std::nullopt);
  return rows_.try_emplace(std::string(product_id)).first->second;
}

base::Result<store::WriteOutcome> CatalogState::put(const store::ProductDocument& document) {
  const auto found = rows_.find(document.product_id);
  const bool is_new = found == rows_.end();
  const bool created = is_new || found->second.deleted;
  if (is_new && counters_.next_item > std::numeric_limits<std::uint32_t>::max()) {
    return base::fail(base::ErrorCode::resource_exhausted, "the tenant has used up its 2^32 item numbers");
  }
  auto& row = touch(document.product_id);
  if (is_new) row.item = counters_.next_item++;
  if (created) {
    row.created_ms = document.created_ms != 0 ? document.created_ms : now_ms_;
    ++counters_.product_count;
  }
  row.seq = ++counters_.last_seq;
  row.updated_ms = now_ms_;
  row.deleted = false;
  row.doc = document.doc;
  return outcome_of(row, created);
}

bool CatalogState::remove(std::string_view product_id) {
  if (find(product_id) == nullptr) return false;
  auto& row = touch(product_id);
  row.seq = ++counters_.last_seq;
  row.updated_ms = now_ms_;
  row.deleted = true;
  row.doc.clear();
  --counters_.product_count;
  return true;
}

void CatalogState::keep() noexcept {
  before_.clear();
  kept_counters_ = counters_;
}

void CatalogState::undo() {
  for (auto& [id, row] : std::views::reverse(before_)) {
    if (row) {
      rows_.insert_or_assign(id, std::move(*row));
    } else {
      rows_.erase(id);
    }
  }
  before_.clear();
  counters_ = kept_counters_;
}

std::vector<std::pair<std::string_view, const ProductRow*>> CatalogState::changed() const {
  std::vector<std::pair<std::string_view, const ProductRow*>> changed;
  for (const auto& [id, row] : rows_) {
    if (row.seq > loaded_seq_) changed.emplace_back(id, &row);
  }
  std::sort(changed.begin(), changed.end(),
            [](const auto& a, const auto& b) { return a.second->seq < b.second->seq; });
  return changed;
}

}  // namespace khoj::adapters::postgres
