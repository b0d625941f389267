// report: statistics and the documents of the local monitoring standards.
#include <unistd.h>

#include <iostream>
#include <memory>

#include "app/commands.h"
#include "app/output.h"
#include "app/session.h"
#include "core/file.h"
#include "service/figures.h"
#include "service/local_forms.h"

namespace markwarden {
namespace {

// To the file, or to standard output unless it is no text and a terminal.
Result<int> Deliver(const std::string& bytes, const std::string& out, bool binary) {
  if (!out.empty()) {
    if (Status written = WriteFileAtomic(out, bytes); !written) return Fail(written);
    return kExitDone;
  }
  if (binary && ::isatty(STDOUT_FILENO)) return Fail(ErrorCode::kInvalid, "this is no text: name a file with --out");
  std::cout << bytes;
  return kExitDone;
}

}  // namespace

void AddReportCommands(Cli& cli) {
  CLI::App* report = cli.app.add_subcommand("report", "Figures over a period, and the documents of the monitoring standards");
  report->require_subcommand(1);
  {
    struct Options {
      ReportQuery query;
      std::string format = "json", language = "zh", out;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = report->add_subcommand("figures", "How long it takes, what platforms do, what comes back; each number with its query");
    command->add_option("--from", options->query.from, "First day; 30 days before the last when left out");
    command->add_option("--to", options->query.to, "Last day; today when left out");
    command->add_option("--by", options->query.by, "day, week or month")->check(CLI::IsMember({"day", "week", "month"}));
    command->add_option("--format", options->format, "json, html, pdf, xlsx or csv")->check(CLI::IsMember({"json", "html", "pdf", "xlsx", "csv"}));
    command->add_option("--language", options->language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
    command->add_option("--out", options->out, "File; standard output when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          const ReportFormat format = options->format == "html"   ? ReportFormat::kHtml
                                      : options->format == "pdf"  ? ReportFormat::kPdf
                                      : options->format == "xlsx" ? ReportFormat::kXlsx
                                      : options->format == "csv"  ? ReportFormat::kCsv
                                                                  : ReportFormat::kJson;
          Result<std::string> bytes = RenderReport(service, scope, options->query, format, options->language);
          if (!bytes) return Fail(bytes);
          if (format == ReportFormat::kJson) *bytes += "\n";
          return Deliver(*bytes, options->out, format == ReportFormat::kPdf || format == ReportFormat::kXlsx);
        });
      };
    });
  }
  AddListCommand(cli, report,
                 {.name = "forms", .help = "Documents of the local monitoring standards",
                  .columns = {{"id", "id"}, {"title", "title.zh"}, {"about", "about"}, {"standard", "standard"}},
                  .empty = "No forms are shipped."},
                 [](Service& service, const Scope& scope, const ListPage&) { return ListForms(service, scope); });
  {
    struct Options {
      std::string about, format = "html", out;
      FormQuery query;
    };
    auto options = std::make_shared<Options>();
    CLI::App* command = report->add_subcommand("form", "One document, filled from what is known; what is not stays empty and is named");
    command->add_option("form", options->query.form, "Its id: see report forms")->required();
    command->add_option("about", options->about, "The case or watch it is about")->required();
    command->add_option("--number", options->query.number, "Number of the document");
    command->add_option("--format", options->format, "html, pdf or json")->check(CLI::IsMember({"html", "pdf", "json"}));
    command->add_option("--language", options->query.language, "zh or en")->check(CLI::IsMember({"zh", "en"}));
    command->add_option("--out", options->out, "File; standard output when left out");
    command->callback([&cli, options] {
      cli.run = [&cli, options] {
        return WithSession(cli, [&](Service& service, const Scope& scope) -> Result<int> {
          Result<Id> id = IdOf(options->about);
          if (!id) return Fail(id);
          options->query.about = *id;
          if (options->format == "json") {
            Result<Json> shown = ShowForm(service, scope, options->query);
            if (!shown) return Fail(shown);
            return Deliver(DumpJson(*shown) + "\n", options->out, false);
          }
          const FormFormat format = options->format == "pdf" ? FormFormat::kPdf : FormFormat::kHtml;
          Result<std::string> bytes = RenderLocalForm(service, scope, options->query, format);
          if (!bytes) return Fail(bytes);
          return Deliver(*bytes, options->out, format == FormFormat::kPdf);
        });
      };
    });
  }
}

}  // namespace markwarden
