// The pages that the program carries: the first page, its hashed files and the documentation's bundles (K0-21).
#include "web_assets/assets.hpp"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>
#include <zlib.h>

namespace khoj::web {
namespace {

const WebAsset* find(std::string_view path) {
  const auto assets = web_assets();
  const auto found = std::ranges::find(assets, path, &WebAsset::path);
  return found == assets.end() ? nullptr : &*found;
}

std::string gunzip(std::string_view zipped, std::size_t expected_size) {
  std::string out(expected_size + 1, '\0');
  z_stream stream{};
  EXPECT_EQ(inflateInit2(&stream, 16 + MAX_WBITS), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(zipped.data()));
  stream.avail_in = static_cast<uInt>(zipped.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(inflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  inflateEnd(&stream);
  return out;
}

class WebAssets : public testing::Test {
 protected:
  void SetUp() override {
    if (web_assets().empty()) GTEST_SKIP() << "built with KHOJ_WEB=OFF";
  }
};

TEST_F(WebAssets, FirstPageLoadsFilesThatAreThere) {
  const WebAsset* page = find("/");
  ASSERT_NE(page, nullptr);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_FALSE(page->immutable);
  EXPECT_TRUE(page->bytes.starts_with("<!doctype html>"));
  std::size_t references = 0;
  for (std::size_t at = 0; (at = page->bytes.find("\"/assets/", at)) != std::string_view::npos;
       ++references) {
    const auto end = page->bytes.find('"', at + 1);
    const WebAsset* file = find(page->bytes.substr(at + 1, end - at - 1));
    ASSERT_NE(file, nullptr) << page->bytes.substr(at + 1, end - at - 1);
    EXPECT_EQ(file->immutable, file->path != "/assets/favicon.svg") << file->path;
    at = end;
  }
  EXPECT_GE(references, 3U);
}

TEST_F(WebAssets, DocumentationWorksOffline) {
  for (const auto* path : {"/assets/swagger-ui/swagger-ui-bundle.js", "/assets/swagger-ui/swagger-ui.css",
                           "/assets/redoc/redoc.standalone.js"}) {
    const WebAsset* asset = find(path);
    ASSERT_NE(asset, nullptr) << path;
    EXPECT_GT(asset->bytes.size(), 10'000U);
  }
}

TEST_F(WebAssets, GzipHoldsTheSameBytes) {
  for (const auto& asset : web_assets()) {
    if (asset.gzip.empty()) continue;
    EXPECT_LT(asset.gzip.size(), asset.bytes.size());
    EXPECT_EQ(gunzip(asset.gzip, asset.bytes.size()), asset.bytes) << asset.path;
  }
}

TEST_F(WebAssets, TableIsSortedWithDistinctPathsAndQuotedTags) {
  const auto assets = web_assets();
  EXPECT_TRUE(std::ranges::is_sorted(assets, std::ranges::less_equal{}, &WebAsset::path));
  for (const auto& asset : assets) {
    EXPECT_EQ(asset.etag.size(), 22U);
    EXPECT_EQ(asset.etag.front(), '"');
    EXPECT_EQ(asset.etag.back(), '"');
  }
}

}  // namespace
}  // namespace khoj::web
