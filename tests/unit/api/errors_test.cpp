#include "api/errors.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace khoj::api {
namespace {

using base::ErrorCode;

boost::json::object body_of(const Response& response) {
  return boost::json::parse(response.body).as_object();
}

TEST(ErrorTable, GivesEveryCodeItsStatus) {
  const std::pair<ErrorCode, int> table[] = {
      {ErrorCode::invalid_argument, 422},   {ErrorCode::not_found, 404},
      {ErrorCode::already_exists, 409},     {ErrorCode::failed_precondition, 409},
      {ErrorCode::corruption, 500},         {ErrorCode::unsupported, 501},
      {ErrorCode::resource_exhausted, 503}, {ErrorCode::deadline_exceeded, 504},
      {ErrorCode::cancelled, 499},          {ErrorCode::unavailable, 503},
      {ErrorCode::permission_denied, 403},  {ErrorCode::internal, 500}};
  for (const auto& [code, status] : table) EXPECT_EQ(status_of(code), status) << base::to_string(code);
}

TEST(Envelope, HoldsWhatEveryDialectAsksFor) {  // Conflict 10.
  const auto response =
      error_response(base::make_error(ErrorCode::not_found, "no product '{}'", "B\"01"), "req-12345");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.content_type, "application/json");
  const auto body = body_of(response);
  EXPECT_EQ(body.at("error"), true);
  EXPECT_EQ(body.at("status_code"), 404);
  EXPECT_EQ(body.at("message"), "no product 'B\"01'");
  EXPECT_EQ(body.at("detail"), "no product 'B\"01'");
  EXPECT_EQ(body.at("details").at("code"), "not_found");
  EXPECT_EQ(body.at("details").at("request_id"), "req-12345");
}

TEST(Envelope, NamesTheFieldOfAnInvalidArgument) {  // K0-22.
  const auto response =
      error_response({ErrorCode::invalid_argument, "'cheap' is no chip", "chips[2]"}, "req-12345");
  EXPECT_EQ(response.status, 422);
  const auto body = body_of(response);
  EXPECT_EQ(body.at("message"), "chips[2]: 'cheap' is no chip");
  const auto& detail = body.at("detail").as_array();
  ASSERT_EQ(detail.size(), 1U);
  EXPECT_EQ(detail[0].at("loc"), (boost::json::array{"body", "chips", 2}));
  EXPECT_EQ(detail[0].at("msg"), "'cheap' is no chip");
  EXPECT_EQ(detail[0].at("type"), "value_error");
}

TEST(Envelope, KeepsOurInsidesToOurselves) {
  for (const auto code : {ErrorCode::internal, ErrorCode::corruption}) {
    const auto response = error_response({code, "/var/lib/khoj/secret.db is broken", "secret"}, "req-12345");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(response.body.find("secret"), std::string::npos);
  }
}

TEST(Envelope, SaysWhenToComeBack) {
  EXPECT_EQ(error_response({ErrorCode::unavailable, "not yet", {}}, "x").header("Retry-After"), "1");
  EXPECT_EQ(error_response({ErrorCode::resource_exhausted, "full", {}}, "x").header("Retry-After"), "1");
  EXPECT_EQ(error_response({ErrorCode::not_found, "no", {}}, "x").header("Retry-After"), "");
}

}  // namespace
}  // namespace khoj::api
