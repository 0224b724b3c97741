#include "api/native/product_batch.hpp"

#include "api/http/yield.hpp"
#include "store/product_json.hpp"

namespace khoj::api::native {
namespace {

/// Products read in a row before other requests of the same event loop get their turn: about 2 ms of work.
constexpr std::size_t kReadInARow = 256;
/// Bounds the answer, which has an entry for each, however short they are.
constexpr std::size_t kMaxBatchItems = 50'000;
/// They are applied while the one writer of the database waits: less than half a second, two when it has just started.
constexpr std::size_t kMaxBatchPatches = 10'000;

constexpr std::string_view kCreated = "created";
constexpr std::string_view kUpdated = "updated";
constexpr std::string_view kRejected = "rejected";

/// Makes `item`, one of the answer's, a rejected one.
void reject(BatchAnswer& answer, BatchItem& item, base::Error error) {
  item.status = kRejected;
  item.error = ItemError{std::move(error.context), std::move(error.message)};
  ++answer.rejected;
}

}  // namespace

base::Task<base::Result<BatchAnswer>> write_products(store::CatalogStore& catalog,
                                                     std::string_view content_type, std::string_view body) {
  KHOJ_CO_ASSIGN(const auto batch, split_batch(content_type, body, kMaxBatchItems, "products"));
  const auto& slices = batch.items;
  BatchAnswer answer;
  answer.items.reserve(slices.size());
  std::vector<domain::Product> products;
  std::vector<std::size_t> places;  // Of each product among the items.
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (i % kReadInARow == kReadInARow - 1) co_await Yield{};
    auto& item = answer.items.emplace_back();
    auto product = store::product_from_json(slices[i]);
    if (product) {
      item.id = product->id;
      places.push_back(i);
      products.push_back(std::move(*product));
      continue;
    }
    if (batch.single) co_return base::fail(std::move(product.error()));
    item.id = readable_text(slices[i], "id", domain::kMaxProductIdBytes);
    reject(answer, item, std::move(product.error()));
  }
  if (products.empty()) co_return answer;
  const domain::Tenant tenant;
  KHOJ_CO_ASSIGN(const auto outcomes, co_await catalog.upsert(tenant, std::move(products)));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    answer.items[places[i]].status = outcomes[i].created ? kCreated : kUpdated;
    ++(outcomes[i].created ? answer.created : answer.updated);
  }
  co_return answer;
}

base::Task<base::Result<BatchAnswer>> patch_products(store::CatalogStore& catalog,
                                                     std::string_view content_type, std::string_view body) {
  KHOJ_CO_ASSIGN(const auto batch, split_batch(content_type, body, kMaxBatchPatches, "products"));
  const auto& slices = batch.items;
  BatchAnswer answer;
  answer.items.reserve(slices.size());
  std::vector<store::NamedEdit> edits;
  std::vector<std::size_t> places;  // Of each edit among the items.
  for (std::size_t i = 0; i < slices.size(); ++i) {
    if (i % kReadInARow == kReadInARow - 1) co_await Yield{};
    auto& item = answer.items.emplace_back();
    item.id = readable_text(slices[i], "id", domain::kMaxProductIdBytes);
    if (item.id) {
      places.push_back(i);
      // The store calls this from its own thread while this coroutine, and with it the body, waits.
      edits.push_back({*item.id, [patch = slices[i]](const domain::Product& product) {
                         return store::patch_product(product, patch);
                       }});
      continue;
    }
    base::Error error{base::ErrorCode::invalid_argument,
                      "must say, in valid JSON, the id of the product to change", "id"};
    if (batch.single) co_return base::fail(std::move(error));
    reject(answer, item, std::move(error));
  }
  const domain::Tenant tenant;
  KHOJ_CO_ASSIGN(auto outcomes, co_await catalog.edit_each(tenant, std::move(edits)));
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    auto& item = answer.items[places[i]];
    if (outcomes[i]) {
      item.status = kUpdated;
      ++answer.updated;
      continue;
    }
    if (batch.single) co_return base::fail(std::move(outcomes[i]).error());
    reject(answer, item, std::move(outcomes[i]).error());
  }
  co_return answer;
}

}  // namespace khoj::api::native
