// product_from_json and patch_product on arbitrary bytes: no crash, and whatever is accepted is valid and is written
// and read back as it was.
#include <cstdlib>
#include <string>
#include <string_view>

#include "store/product_json.hpp"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace khoj;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto comes_back = [](const domain::Product& product) {
    std::string json;
    store::append_product_json(json, product);
    const auto back = store::product_from_json(json);
    return domain::validate(product).has_value() && back && *back == product;
  };
  if (const auto product = store::product_from_json(text); product && !comes_back(*product)) std::abort();

  domain::Product base;
  base.id = "B01";
  base.title = "before";
  base.attributes["color"] = "red";
  if (const auto patched = store::patch_product(base, text); patched && !comes_back(*patched)) std::abort();
  return 0;
}
