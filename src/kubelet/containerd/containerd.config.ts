// The configuration of our containerd, as text. Pure. Everything that containerd keeps lies under one directory, so that
// it never meets another containerd of the machine, and so that removing the directory removes all of it.
import { join } from 'node:path'
import { ContainerdError } from './containerd-error.ts'
import type { HostFacts } from './host-facts.ts'
import type { ContainerdPrograms } from './programs.ts'

export interface ContainerdPaths {
  readonly directory: string
  readonly config: string
  /** Images and snapshots. */
  readonly root: string
  /** Sockets, bundles and mounts of running containers. */
  readonly state: string
  readonly temp: string
  readonly socket: string
  readonly runcRoot: string
  readonly log: string
  /** hosts.toml files, one directory a registry. */
  readonly registries: string
  /** Where the network component puts its CNI configuration. */
  readonly cniConfDir: string
}

// sun_path has 108 bytes with its end; containerd adds `.ttrpc` to the name of its socket.
const maxSocketLength = 107 - '.ttrpc'.length

/** Where everything is under `directory`, which must be absolute. */
export function containerdPaths(directory: string): ContainerdPaths {
  const state = join(directory, 'state')
  const socket = join(state, 'containerd.sock')
  if (!directory.startsWith('/') || hasControlCharacter(directory))
    throw new ContainerdError(
      'BadPath',
      `containerd's directory must be an absolute path: ${JSON.stringify(directory)}`,
    )
  // A colon or comma would end a path inside overlayfs' mount options.
  if (/[:,]/.test(directory))
    throw new ContainerdError(
      'BadPath',
      `containerd's directory must have no colon or comma in its path: ${directory}`,
    )
  if (Buffer.byteLength(socket) > maxSocketLength)
    throw new ContainerdError(
      'BadPath',
      `the path ${socket} is too long for a unix socket: choose a shorter data directory`,
    )
  return {
    directory,
    config: join(directory, 'config.toml'),
    root: join(directory, 'root'),
    state,
    temp: join(directory, 'tmp'),
    socket,
    runcRoot: join(state, 'runc'),
    log: join(directory, 'containerd.log'),
    registries: join(directory, 'certs.d'),
    cniConfDir: join(directory, 'cni', 'net.d'),
  }
}

export interface ContainerdConfigOptions {
  readonly paths: ContainerdPaths
  readonly programs: ContainerdPrograms
  readonly host: HostFacts
  readonly sandboxImage: string
}

type TomlValue = string | number | boolean | readonly string[]
type TomlTable = Readonly<Record<string, TomlValue>>

// What would look for devices, listen somewhere or make directories outside of ours. runtime.v1.linux has to stay: the
// task service of 1.6 does not start without it.
const disabledPlugins = [
  'io.containerd.snapshotter.v1.aufs',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.internal.v1.opt',
  'io.containerd.internal.v1.restart',
  'io.containerd.internal.v1.tracing',
  'io.containerd.tracing.processor.v1.otlp',
]

/** The text of config.toml, in version 2 of its format, which containerd 1.6 to 2 read. */
export function containerdConfig(options: ContainerdConfigOptions): string {
  const { paths, host } = options
  const cri = 'plugins."io.containerd.grpc.v1.cri"'
  const runc = `${cri}.containerd.runtimes.runc`
  const tables: readonly (readonly [string, TomlTable])[] = [
    ['grpc', { address: paths.socket, uid: 0, gid: 0 }],
    ['debug', { level: 'info' }],
    [cri, criTable(options)],
    [
      `${cri}.cni`,
      { bin_dir: options.programs.cniBinDir ?? '/opt/cni/bin', conf_dir: paths.cniConfDir, max_conf_num: 1 },
    ],
    [`${cri}.containerd`, { default_runtime_name: 'runc', snapshotter: host.snapshotter }],
    [runc, { runtime_type: 'io.containerd.runc.v2' }],
    [`${runc}.options`, { BinaryName: options.programs.runc, Root: paths.runcRoot, SystemdCgroup: false }],
    [`${cri}.registry`, { config_path: paths.registries }],
    ['plugins."io.containerd.monitor.v1.cgroups"', { no_prometheus: true }],
  ]
  const top: TomlTable = {
    version: 2,
    root: paths.root,
    state: paths.state,
    temp: paths.temp,
    disabled_plugins: disabledPlugins,
    oom_score: host.lowersOomScore ? -999 : 0,
  }
  return `${[tomlLines(top), ...tables.map(([name, table]) => `[${name}]\n${tomlLines(table)}`)].join('\n\n')}\n`
}

function criTable({ host, sandboxImage }: ContainerdConfigOptions): TomlTable {
  return {
    sandbox_image: sandboxImage,
    // Sandboxes ask for -998. Without the capability the kernel refuses, and no pod would start.
    restrict_oom_score_adj: !host.lowersOomScore,
    disable_apparmor: !host.apparmor,
    tolerate_missing_hugetlb_controller: true,
    max_container_log_line_size: 16_384,
    // Exec, attach and port-forward streams, which only the kubelet on this machine may open.
    stream_server_address: '127.0.0.1',
    stream_server_port: '0',
    enable_unprivileged_ports: host.unprivilegedNetwork,
    enable_unprivileged_icmp: host.unprivilegedNetwork,
    netns_mounts_under_state_dir: true,
  }
}

function tomlLines(table: TomlTable): string {
  return Object.entries(table)
    .map(([key, value]) => `${key} = ${tomlValue(value)}`)
    .join('\n')
}

function tomlValue(value: TomlValue): string {
  if (typeof value === 'string') return tomlString(value)
  return typeof value === 'object' ? `[${value.map(tomlString).join(', ')}]` : String(value)
}

function tomlString(value: string): string {
  if (hasControlCharacter(value))
    throw new ContainerdError('BadPath', `containerd's configuration cannot hold ${JSON.stringify(value)}`)
  // JSON's strings are TOML's basic strings, once control characters are out.
  return JSON.stringify(value)
}

function hasControlCharacter(text: string): boolean {
  return [...text].some((character) => character < ' ' || character === '\x7f')
}
