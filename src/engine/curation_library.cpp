#include "engine/curation_library.hpp"

#include <algorithm>

namespace khoj::engine {
namespace {

/// CatalogStore::find_items takes no more at a time.
constexpr std::size_t kItemsAtATime = 10'000;

base::Result<SavedRule> read_saved(const std::string&, const std::string& body, std::uint64_t version) {
  KHOJ_ASSIGN(auto rule, curation_rule_from_json(body));
  return SavedRule{std::move(rule), version};
}

}  // namespace

base::Result<std::unique_ptr<CurationLibrary>> CurationLibrary::open(
    std::shared_ptr<store::SettingsStore> store, std::shared_ptr<store::CatalogStore> catalog,
    domain::Tenant tenant) {
  auto library = std::make_unique<CurationLibrary>();
  library->catalog_ = std::move(catalog);
  library->tenant_ = tenant;
  KHOJ_ASSIGN(library->saved_,
              SavedDocuments<SavedRule>::open(std::move(store), std::move(tenant), "curation", read_saved));
  return library;
}

base::Task<base::Result<SavedRule>> CurationLibrary::put(std::string name, CurationRule rule,
                                                         const query::FieldTable& fields) {
  KHOJ_CO_TRY(validate(rule));
  KHOJ_CO_TRY(CurationBook::check(rule, fields));
  co_return co_await saved_->put(std::move(name), to_json(rule));
}

base::Task<base::Result<std::shared_ptr<const CurationBook>>> CurationLibrary::make_book(
    std::shared_ptr<const query::FieldTable> fields, std::shared_ptr<const query::QueryParser> parser) const {
  const auto table = saved_->table();
  const auto products = products_of(*table);
  CurationBook::Items items;
  for (std::size_t begin = 0; begin < products.size(); begin += kItemsAtATime) {
    const std::size_t end = std::min(begin + kItemsAtATime, products.size());
    std::vector<std::string> some(products.begin() + static_cast<std::ptrdiff_t>(begin),
                                  products.begin() + static_cast<std::ptrdiff_t>(end));
    KHOJ_CO_ASSIGN(const auto found, co_await catalog_->find_items(tenant_, std::move(some)));
    for (std::size_t i = begin; i < end; ++i)
      if (found[i - begin]) items.emplace(products[i], *found[i - begin]);
  }
  co_return std::make_shared<const CurationBook>(*table, *fields, *parser, items);
}

}  // namespace khoj::engine
