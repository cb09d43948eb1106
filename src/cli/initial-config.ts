interface InitialConfig {
  readonly primary: string;
  readonly candidate: string;
  /** The response header in which the candidate reports its version; null if none was found. */
  readonly versionHeader: string | null;
}

/** A config to begin with, as commented YAML. */
export function initialConfig({ primary, candidate, versionHeader }: InitialConfig): string {
  // A JSON string is also valid YAML.
  return `# A config of Parallax. \`parallax check --config FILE\` lists its faults. Parallax reloads it when it changes.

# Clients connect to this address in place of primary's.
listen: 127.0.0.1:8080

# Answers every client.
primary: ${JSON.stringify(primary)}

# Gets a copy of each request. Its answers are compared, and never reach a client.
candidate:
  url: ${JSON.stringify(candidate)}
  # How Parallax learns which version answers: evidence of another version does not count.
  ${versionHeader === null ? '#version: { header: x-version }' : `version: { header: ${versionHeader} }`}
  # Set it only if the candidate has its own database: see mirror.methods.
  #ownState: true

# The pages, /metrics and the API of Parallax.
admin: 127.0.0.1:9900

mirror:
  # safe: only requests that do not write. With all, writes go to the candidate, too: it needs ownState.
  methods: safe
  # The share of clients whose requests are mirrored.
  sample: 1

gate:
  defaults:
    # How many hours traffic must be compared before the gate can pass.
    soakHours: 24

# Keeps the evidence over a restart.
#store: parallax.db

# Names, areas, rules and policies of routes. \`parallax routes\` prints the routes seen so far, to paste here.
routes: []
`;
}
