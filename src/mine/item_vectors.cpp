#include "mine/item_vectors.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <numeric>

#include "base/hash.hpp"
#include "io/atomic_file.hpp"
#include "io/mapped_file.hpp"
#include "simd/dot_products.hpp"

namespace khoj::mine {
namespace {

constexpr float kMostNumber = 127.0F;

/// @return what the numbers in `out` are times to give `vector` again, nearly; 0 where all are 0.
float quantise(std::span<const float> vector, std::int8_t* out) {
  float most = 0;
  for (const float x : vector) most = std::max(most, std::abs(x));
  if (!(most > 0)) {
    std::fill_n(out, vector.size(), std::int8_t{0});
    return 0;
  }
  for (std::size_t i = 0; i < vector.size(); ++i)
    out[i] = static_cast<std::int8_t>(std::lround(vector[i] / most * kMostNumber));
  return most / kMostNumber;
}

bool is_better(const SimilarItem& a, const SimilarItem& b) noexcept {
  return a.score != b.score ? a.score > b.score : a.item < b.item;
}

/// Keeps the k best that it is offered.
class Best {
 public:
  Best(std::size_t k, float least) : k_(k), least_(least) {}

  /// Below it nothing is taken.
  [[nodiscard]] float least() const noexcept { return least_; }

  /// Items come ascending, so that of equal scores the first stays.
  void add(SimilarItem item) {
    if (items_.size() == k_) {
      if (!is_better(item, items_.front())) return;
      std::pop_heap(items_.begin(), items_.end(), is_better);
      items_.back() = item;
    } else {
      items_.push_back(item);
    }
    std::push_heap(items_.begin(), items_.end(), is_better);
    if (items_.size() == k_) least_ = items_.front().score;
  }

  std::vector<SimilarItem> take() {
    std::sort(items_.begin(), items_.end(), is_better);
    return std::move(items_);
  }

 private:
  std::size_t k_;
  float least_;
  std::vector<SimilarItem> items_;  ///< A heap, the worst first.
};

}  // namespace

struct ItemVectors::Data {
  std::vector<std::uint8_t> owned;
  io::MappedFile mapped;
  ItemVectorsView view;

  [[nodiscard]] std::span<const std::byte> bytes() const noexcept {
    return owned.empty() ? mapped.bytes() : std::as_bytes(std::span(owned));
  }
};

base::Result<ItemVectors> ItemVectors::open(const std::filesystem::path& path) {
  auto data = std::make_shared<Data>();
  KHOJ_ASSIGN(data->mapped, io::MappedFile::open(path));
  auto view = read_item_vectors(data->bytes());
  if (!view) return base::fail(base::at(path.string(), std::move(view).error()));
  data->view = *view;
  return ItemVectors(std::move(data));
}

base::Result<ItemVectors> ItemVectors::from_bytes(std::vector<std::uint8_t> bytes, ItemVectorsChecks checks) {
  auto data = std::make_shared<Data>();
  data->owned = std::move(bytes);
  KHOJ_ASSIGN(data->view, read_item_vectors(data->bytes(), checks));
  return ItemVectors(std::move(data));
}

std::span<const std::byte> ItemVectors::bytes() const noexcept { return data_->bytes(); }

base::Status ItemVectors::save(const std::filesystem::path& path) const {
  return io::write_file_atomically(path, std::array{bytes()});
}

std::size_t ItemVectors::dim() const noexcept { return data_->view.dim; }
std::size_t ItemVectors::size() const noexcept { return data_->view.rows; }

ItemVectors::Nearest ItemVectors::nearest(std::span<const float> query, std::size_t k, float least,
                                          const ItemFilter& accept, base::Deadline* deadline) const {
  constexpr std::size_t kBatch = 1'024;
  Nearest out;
  const ItemVectorsView& view = data_->view;
  std::vector<std::int8_t> numbers(view.stride);
  const float scale = quantise(query.first(view.dim), numbers.data());
  if (scale == 0 || k == 0) return out;
  const auto& kernels = simd::dot_product_kernels();
  std::array<std::int32_t, kBatch> products;
  Best best(k, least);
  for (std::size_t begin = 0; begin < view.rows; begin += kBatch) {
    if (deadline != nullptr && deadline->passed()) {
      out.partial = true;
      break;
    }
    const std::size_t count = std::min(kBatch, view.rows - begin);
    kernels.multiply(numbers.data(), view.numbers + begin * view.stride, view.stride, count, products.data());
    for (std::size_t i = 0; i < count; ++i) {
      const float score = static_cast<float>(products[i]) * scale * view.scales[begin + i];
      if (score < best.least()) continue;
      const domain::ItemId item(view.items[begin + i]);
      if (accept(item)) best.add({item, score});
    }
  }
  out.items = best.take();
  return out;
}

void ItemVectorsBuilder::add(domain::ItemId item, std::span<const float> vector) {
  const bool fits = vector.size() == dim_ &&
                    std::all_of(vector.begin(), vector.end(), [](float x) { return std::isfinite(x); });
  numbers_.resize(numbers_.size() + dim_);
  const float scale = fits ? quantise(vector, numbers_.data() + numbers_.size() - dim_) : -1.0F;
  rows_.push_back({item.value, scale});
}

base::Result<ItemVectors> ItemVectorsBuilder::build() && {
  if (dim_ == 0 || dim_ > kMaxItemVectorDim) {
    return base::fail(base::ErrorCode::invalid_argument, "dim is {}, not 1 to {}", dim_, kMaxItemVectorDim);
  }
  std::vector<std::uint32_t> order(rows_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rows_[a].item < rows_[b].item; });
  ItemVectorsHeader header;
  header.dim = static_cast<std::uint32_t>(dim_);
  header.rows = static_cast<std::uint32_t>(rows_.size());
  const auto layout = layout_of(header);
  std::vector<std::uint8_t> bytes(layout.size);
  std::memcpy(bytes.data(), &header, sizeof header);
  for (std::size_t row = 0; row < order.size(); ++row) {
    const auto& [item, scale] = rows_[order[row]];
    if (row > 0 && item == rows_[order[row - 1]].item)
      return base::fail(base::ErrorCode::invalid_argument, "item {} is there twice", item);
    if (scale < 0) {
      return base::fail(base::ErrorCode::invalid_argument, "item {} has a vector of other than {} numbers",
                        item, dim_);
    }
    std::memcpy(bytes.data() + layout.items + row * sizeof item, &item, sizeof item);
    std::memcpy(bytes.data() + layout.scales + row * sizeof scale, &scale, sizeof scale);
    std::memcpy(bytes.data() + layout.numbers + row * layout.stride, numbers_.data() + order[row] * dim_,
                dim_);
  }
  const std::uint64_t checksum = base::hash64(std::as_bytes(std::span(bytes)).first(layout.checksum));
  std::memcpy(bytes.data() + layout.checksum, &checksum, sizeof checksum);
  return ItemVectors::from_bytes(std::move(bytes), ItemVectorsChecks::structure);
}

}  // namespace khoj::mine
