"""The press world: a loopback server that plays news sites from a scenario, truthfully odd.

scenarios/*.toml + articles/*.toml
  -> loading.load_scenario      Scenario: a timeline as data, the expected outcome beside each event
  -> timeline.front             what one site shows at one instant (pure)
  -> sites.*                    the site's pages and indexes, with its traps (pure)
  -> world.PressWorld           the server that hands them out
  -> running.play               the real daemon polls it, by a clock that runs fast; view shows it live
  -> outcome.compare            Scenario + what the store holds -> DemoOutcome (pure)
  -> report, summary            what came of it, for machines and for people
"""
