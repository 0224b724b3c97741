#include "api/native/product_batch.hpp"

#include "api/http/yield.hpp"
#include "store/product_json.hpp"

namespace khoj::api::native {
namespace {

/// Products read in a row before other requests of the same event loop get their turn: about 2 ms of work.
constexpr std::size_t kReadInARow = 256;
/// Bounds the answer, which has an entry for each, however short they are.
constexpr std::size_t kMaxBatchItems = 50'000;

constexpr std::string_view kCreated = "created";
constexpr std::string_view kUpdated = "updated";
constexpr std::string_view kRejected = "rejected";

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
    auto product = store::product_from_json(slices[i]);
    if (product) {
      places.push_back(i);
      answer.items.push_back({product->id, {}, std::nullopt});
      products.push_back(std::move(*product));
      continue;
    }
    if (batch.single) co_return base::fail(std::move(product.error()));
    ++answer.rejected;
    answer.items.push_back(
        {readable_text(slices[i], "id", domain::kMaxProductIdBytes), std::string(kRejected),
         ItemError{std::move(product.error().context), std::move(product.error().message)}});
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

}  // namespace khoj::api::native
