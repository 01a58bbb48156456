// The command line: reads arguments, hands over to src/cluster, and words what went wrong. Each command loads only what it
// needs, so that the supervisor stays small.
import { Command, CommanderError } from 'commander'
import type { RawOptions } from '../cluster/cluster-options.ts'
import { UserError } from '../cluster/user-error.ts'

const usageExitCode = 2

/** A flag that is given twice says both. */
function joined(value: string, before: string | undefined): string {
  return before === undefined ? value : `${before},${value}`
}

function withClusterOptions(command: Command): Command {
  return command
    .option('--data-dir <dir>', 'where all state lies (default: /var/lib/wherry for root)')
    .option('--port <port>', 'port of the API server (default: 6443)')
    .option('--runtime <name>', 'containerd, simulated or auto (default: auto)')
    .option('--nodes <count>', 'simulated nodes (default: 1)')
    .option('--store <name>', 'lmdb or memory (default: lmdb)')
    .option('--containerd <socket>', 'a containerd that runs already, instead of one of our own')
    .option(
      '--feature-gates <list>',
      'features of the API to turn on or off: Name=true,Other=false (default: as upstream)',
      joined,
    )
    .option(
      '--runtime-config <list>',
      'versions of the API to turn on or off: api/beta=true,batch/v1/jobs=false (default: stable ones)',
      joined,
    )
    .option(
      '--max-requests-inflight <count>',
      'requests that read and that the API server takes on at once (default: 400); with the next, the seats of flow control',
    )
    .option('--max-mutating-requests-inflight <count>', 'the same of requests that write (default: 200)')
    .option('--request-timeout <time>', 'how long a request may take (default: 1m0s)')
    .option('--audit-policy-file <file>', 'what is audited: a policy of audit.k8s.io/v1 (default: nothing)')
    .option(
      '--audit-log-path <file>',
      'where audit events are written, a line each; - is the standard output',
    )
    .option('--audit-log-format <name>', 'json')
    .option('--audit-log-mode <name>', 'blocking, or blocking-strict: what cannot be written down is refused')
    .option('--audit-log-maxsize <megabytes>', 'size at which that file is put aside (default: 100)')
    .option('--audit-log-maxbackup <count>', 'how many of those put aside are kept (default: all)')
    .option('--audit-log-maxage <days>', 'how long they are kept (default: for ever)')
    .option('--audit-webhook-config-file <file>', 'kubeconfig of a server that audit events are sent to')
    .option('--audit-webhook-initial-backoff <time>', 'wait before a second try to send them (default: 10s)')
    .option('--audit-webhook-batch-max-size <count>', 'events that are sent at once (default: 400)')
    .option('--audit-webhook-batch-max-wait <time>', 'how long an event waits for others (default: 30s)')
    .option('--log-level <level>', 'debug, info, warn or error (default: info)')
}

function withDataDir(command: Command): Command {
  return command.option(
    '--data-dir <dir>',
    'where the state of the cluster lies (default: /var/lib/wherry for root)',
  )
}

function createProgram(): Command {
  const program = new Command('wherry')
    .description('Kubernetes in TypeScript: a whole cluster in one command')
    .showHelpAfterError('Run "wherry help" for the commands and their flags.')
    .enablePositionalOptions()
    .exitOverride()
  withClusterOptions(program.command('up'))
    .description('start a cluster and keep it running until Ctrl-C; containers outlive a restart')
    .option('--detach', 'return when it is ready, and leave it running in the background')
    .action(async (flags: RawOptions & { readonly detach?: boolean }) => {
      const { runUp } = await import('../cluster/commands/up-command.ts')
      await runUp(flags)
    })
  withDataDir(program.command('down'))
    .description('stop a cluster and remove its containers, network and rules')
    .option('--purge', 'delete its objects and images, too')
    .action(async (flags: { readonly dataDir?: string; readonly purge?: boolean }) => {
      const { runDown } = await import('../cluster/commands/down-command.ts')
      await runDown(flags)
    })
  withClusterOptions(program.command('demo'))
    .description('start a cluster, deploy a sample application, and prove that it answers')
    .option('--keep', 'leave the cluster running afterwards')
    .action(async (flags: RawOptions & { readonly keep?: boolean }) => {
      const { runDemoCommand } = await import('../cluster/commands/demo-command.ts')
      process.exitCode = await runDemoCommand(flags)
    })
  withClusterOptions(program.command('server'))
    .description('run the API server, controllers and scheduler alone')
    .action(async (flags: RawOptions) => {
      const { runServerCommand } = await import('../cluster/commands/server-command.ts')
      await runServerCommand(flags)
    })
  withClusterOptions(program.command('agent'))
    .description('run the kubelet and the network of this machine alone (root)')
    .action(async (flags: RawOptions) => {
      const { runAgentCommand } = await import('../cluster/commands/agent-command.ts')
      await runAgentCommand(flags)
    })
  const image = program.command('image').description('images of the node')
  withDataDir(image.command('load <file>'))
    .description('load a docker-archive or OCI tar into the running cluster')
    .option('--name <name>', 'name of an image whose archive has none')
    .action(async (file: string, flags: { readonly dataDir?: string; readonly name?: string }) => {
      const { runImageLoad } = await import('../cluster/commands/image-command.ts')
      await runImageLoad(file, flags)
    })
  const snapshot = program.command('snapshot').description("copies of all of a cluster's objects")
  withDataDir(snapshot.command('save <file>'))
    .description('write every object into a file, while the cluster runs or not')
    .action(async (file: string, flags: { readonly dataDir?: string }) => {
      const { runSnapshotSave } = await import('../cluster/commands/snapshot-command.ts')
      await runSnapshotSave(file, flags)
    })
  snapshot
    .command('status <file>')
    .description('check that a file is whole, and say what is in it')
    .action(async (file: string) => {
      const { runSnapshotStatus } = await import('../cluster/commands/snapshot-command.ts')
      await runSnapshotStatus(file)
    })
  withDataDir(snapshot.command('restore <file>'))
    .description('put the objects of a file into the data directory of a cluster that does not run')
    .option('--replace', 'put the objects that are there aside')
    .action(async (file: string, flags: { readonly dataDir?: string; readonly replace?: boolean }) => {
      const { runSnapshotRestore } = await import('../cluster/commands/snapshot-command.ts')
      await runSnapshotRestore(file, flags)
    })
  withDataDir(program.command('kubectl'))
    .description('run the kubectl of this machine against the cluster')
    .argument('[args...]')
    .passThroughOptions()
    .allowUnknownOption()
    .action(async (args: readonly string[], flags: { readonly dataDir?: string }) => {
      const { runKubectl } = await import('../cluster/commands/kubectl-command.ts')
      process.exitCode = await runKubectl(args, flags)
    })
  program
    .command('setup')
    .description('install what real containers need (as root, with apt)')
    .option('--test', 'what the test suite needs, too')
    .action(async (flags: { readonly test?: boolean }) => {
      const { runSetup } = await import('../cluster/commands/setup-command.ts')
      await runSetup(flags)
    })
  program
    .command('version')
    .description('print the versions of wherry and of the API that it serves')
    .action(async () => {
      const { version } = await import('../cluster/version.ts')
      process.stdout.write(`${version.gitVersion}\n`)
    })
  return program
}

/** Prints the fault for a person and gives the exit code. */
function report(error: unknown): number {
  // Commander has printed its message already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : usageExitCode
  if (error instanceof UserError) process.stderr.write(`wherry: ${error.message}\n`)
  else
    process.stderr.write(
      `wherry: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    )
  return 1
}

try {
  await createProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = report(error)
}
