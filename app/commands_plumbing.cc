// Plumbing: JSON Lines in and out, no store, no account.
#include <iostream>
#include <memory>

#include "app/commands.h"
#include "service/plumbing.h"

namespace markwarden {

void AddPlumbingCommands(Cli& cli) {
  {
    auto options = std::make_shared<UrlPlumbing>();
    CLI::App* command = cli.app.add_subcommand("url", "Parse URLs from standard input (WHATWG)");
    command->add_option("--base", options->base, "Resolve against this URL");
    command->add_flag("--canonical", options->canonical, "Print the crawl key");
    command->add_flag("--json", options->json, "Lines {\"input\",\"base\"} in, {\"href\"} or {\"error\"} out");
    command->callback([&cli, options] { cli.run = [options] { return PlumbUrl(*options, std::cin, std::cout); }; });
  }
  {
    auto options = std::make_shared<RobotsPlumbing>();
    CLI::App* command = cli.app.add_subcommand("robots", "May an agent fetch the URLs on standard input? (RFC 9309)");
    command->add_option("--agent", options->agent, "Product token of the crawler")->required();
    command->add_flag("--json", options->json, "Add the matching line, crawl-delay and sitemaps");
    command->add_option("file", options->file, "A saved robots.txt")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbRobots(*options, std::cin, std::cout); }; });
  }
  {
    auto options = std::make_shared<SitemapPlumbing>();
    CLI::App* command = cli.app.add_subcommand("sitemap", "List what a sitemap or a sitemap index holds");
    command->add_option("--url", options->url, "Where it was found");
    command->add_option("file", options->file, "A saved sitemap, plain or gzip")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbSitemap(*options, std::cout); }; });
  }
  {
    auto options = std::make_shared<ExtractPlumbing>();
    CLI::App* command = cli.app.add_subcommand("extract", "Listings of saved pages, plain or gzip");
    command->add_option("--url", options->url, "Where the page came from");
    command->add_option("--content-type", options->content_type, "Content-Type as the server said it");
    command->add_option("files", options->files, "Saved pages")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbExtract(*options, std::cout); }; });
  }
  {
    auto options = std::make_shared<MatchPlumbing>();
    CLI::App* command = cli.app.add_subcommand("match", "Flags for the listings on standard input");
    command->add_option("--rights", options->rights, "Rights, JSON Lines")->required();
    command->add_option("--images", options->images, "Folder that the listings' images name files in");
    command->callback([&cli, options] { cli.run = [options] { return PlumbMatch(*options, std::cin, std::cout); }; });
  }
  {
    auto options = std::make_shared<SimilarPlumbing>();
    CLI::App* command = cli.app.add_subcommand("similar", "Marks near a name by sound, form and meaning");
    command->add_option("--rights", options->rights, "Rights, JSON Lines")->required();
    command->add_option("--most", options->most, "Rights a name is answered with")->check(CLI::Range(1, 200))->capture_default_str();
    command->add_option("--least", options->least, "Score from which a right is near")->check(CLI::Range(0.0, 1.0))->capture_default_str();
    command->add_option("names", options->names, "Names; - reads one on each line of standard input")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbSimilar(*options, std::cin, std::cout); }; });
  }
  CLI::App* image = cli.app.add_subcommand("image", "Fingerprints and copies of pictures")->require_subcommand(1);
  {
    auto options = std::make_shared<ImageHashPlumbing>();
    CLI::App* command = image->add_subcommand("hash", "The perceptual hash (PDQ) of each picture");
    command->add_option("files", options->files, "Pictures: JPEG, PNG, WebP, GIF")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbImageHash(*options, std::cout); }; });
  }
  {
    auto options = std::make_shared<ImageMatchPlumbing>();
    CLI::App* command = image->add_subcommand("match", "Which reference pictures each picture copies");
    command->add_option("--bank", options->bank, "Folder of reference pictures")->required();
    command->add_option("files", options->files, "Pictures: JPEG, PNG, WebP, GIF")->required();
    command->callback([&cli, options] { cli.run = [options] { return PlumbImageMatch(*options, std::cout); }; });
  }
}

}  // namespace markwarden
