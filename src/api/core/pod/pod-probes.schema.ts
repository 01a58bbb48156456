// Fields of pod-probes in API v1.36, as data: names, numbers, list and patch rules. Behaviour lies in the files beside.
import {
  inline,
  int32,
  int64,
  intOrString,
  list,
  object,
  oneOf,
  opt,
  req,
  string,
  type TypeOf,
} from '../../../machinery/schema/schema.ts'

export const stopSignal = oneOf(
  'SIGABRT',
  'SIGALRM',
  'SIGBUS',
  'SIGCHLD',
  'SIGCLD',
  'SIGCONT',
  'SIGFPE',
  'SIGHUP',
  'SIGILL',
  'SIGINT',
  'SIGIO',
  'SIGIOT',
  'SIGKILL',
  'SIGPIPE',
  'SIGPOLL',
  'SIGPROF',
  'SIGPWR',
  'SIGQUIT',
  'SIGSEGV',
  'SIGSTKFLT',
  'SIGSTOP',
  'SIGSYS',
  'SIGTERM',
  'SIGTRAP',
  'SIGTSTP',
  'SIGTTIN',
  'SIGTTOU',
  'SIGURG',
  'SIGUSR1',
  'SIGUSR2',
  'SIGVTALRM',
  'SIGWINCH',
  'SIGXCPU',
  'SIGXFSZ',
  'SIGRTMIN',
  'SIGRTMIN+1',
  'SIGRTMIN+2',
  'SIGRTMIN+3',
  'SIGRTMIN+4',
  'SIGRTMIN+5',
  'SIGRTMIN+6',
  'SIGRTMIN+7',
  'SIGRTMIN+8',
  'SIGRTMIN+9',
  'SIGRTMIN+10',
  'SIGRTMIN+11',
  'SIGRTMIN+12',
  'SIGRTMIN+13',
  'SIGRTMIN+14',
  'SIGRTMIN+15',
  'SIGRTMAX-14',
  'SIGRTMAX-13',
  'SIGRTMAX-12',
  'SIGRTMAX-11',
  'SIGRTMAX-10',
  'SIGRTMAX-9',
  'SIGRTMAX-8',
  'SIGRTMAX-7',
  'SIGRTMAX-6',
  'SIGRTMAX-5',
  'SIGRTMAX-4',
  'SIGRTMAX-3',
  'SIGRTMAX-2',
  'SIGRTMAX-1',
  'SIGRTMAX',
)

export const execAction = object(
  'io.k8s.api.core.v1.ExecAction',
  {
    command: opt(1, list(string), { doc: 'Program and arguments; no shell is started.' }),
  },
  { doc: 'A command to run in the container.' },
)
export type ExecAction = TypeOf<typeof execAction>

export const httpHeader = object(
  'io.k8s.api.core.v1.HTTPHeader',
  {
    name: req(1, string, { doc: 'Name of the header.', empty: 'zero' }),
    value: req(2, string, { doc: 'Value of the header.', empty: 'zero' }),
  },
  { doc: 'A header of a request.' },
)
export type HTTPHeader = TypeOf<typeof httpHeader>

export const httpGetAction = object(
  'io.k8s.api.core.v1.HTTPGetAction',
  {
    path: opt(1, string, { doc: 'Path of the request.' }),
    port: req(2, intOrString, { doc: 'Number or name of the port.', empty: 'zero' }),
    host: opt(3, string, { doc: 'Host to ask; the pod where absent.' }),
    scheme: opt(4, oneOf('HTTP', 'HTTPS'), { doc: 'HTTP (the default) or HTTPS.' }),
    httpHeaders: opt(5, list(httpHeader), { doc: 'Further headers.' }),
  },
  { doc: 'An HTTP request.' },
)
export type HTTPGetAction = TypeOf<typeof httpGetAction>

export const tcpSocketAction = object(
  'io.k8s.api.core.v1.TCPSocketAction',
  {
    port: req(1, intOrString, { doc: 'Number or name of the port.', empty: 'zero' }),
    host: opt(2, string, { doc: 'Host to connect to; the pod where absent.' }),
  },
  { doc: 'A connection.' },
)
export type TCPSocketAction = TypeOf<typeof tcpSocketAction>

export const sleepAction = object(
  'io.k8s.api.core.v1.SleepAction',
  {
    seconds: req(1, int64, { doc: 'How long.', empty: 'zero' }),
  },
  { doc: 'A pause.' },
)
export type SleepAction = TypeOf<typeof sleepAction>

export const lifecycleHandler = object(
  'io.k8s.api.core.v1.LifecycleHandler',
  {
    exec: opt(1, execAction, { doc: 'Run a command.', pointer: true }),
    httpGet: opt(2, httpGetAction, { doc: 'Ask by HTTP.', pointer: true }),
    tcpSocket: opt(3, tcpSocketAction, { doc: 'No longer of use.', pointer: true, deprecated: true }),
    sleep: opt(4, sleepAction, { doc: 'Wait.', pointer: true }),
  },
  { doc: 'Something to do in or with a container.' },
)
export type LifecycleHandler = TypeOf<typeof lifecycleHandler>

export const lifecycle = object(
  'io.k8s.api.core.v1.Lifecycle',
  {
    postStart: opt(1, lifecycleHandler, {
      doc: 'Done right after the start; when it fails the container is killed.',
      pointer: true,
    }),
    preStop: opt(2, lifecycleHandler, {
      doc: 'Done before the container is asked to end; the grace period runs meanwhile.',
      pointer: true,
    }),
    stopSignal: opt(3, stopSignal, {
      doc: "Signal that asks the container to end; the image's where absent.",
      pointer: true,
    }),
  },
  { doc: 'What to do when a container starts and before it ends.' },
)
export type Lifecycle = TypeOf<typeof lifecycle>

export const grpcAction = object(
  'io.k8s.api.core.v1.GRPCAction',
  {
    port: req(1, int32, { doc: 'Number of the port.', empty: 'zero' }),
    service: opt(2, string, { doc: 'Name of the service to ask about.', pointer: true, default: '' }),
  },
  { doc: "A question to gRPC's health service." },
)
export type GRPCAction = TypeOf<typeof grpcAction>

export const probeHandler = object(
  'io.k8s.api.core.v1.ProbeHandler',
  {
    exec: opt(1, execAction, { doc: 'Run a command; it succeeds with exit code 0.', pointer: true }),
    httpGet: opt(2, httpGetAction, {
      doc: 'Ask by HTTP; it succeeds with a status from 200 to 399.',
      pointer: true,
    }),
    tcpSocket: opt(3, tcpSocketAction, { doc: 'Open a connection.', pointer: true }),
    grpc: opt(4, grpcAction, { doc: "Ask gRPC's health service.", pointer: true }),
  },
  { doc: 'How the check is done.' },
)
export type ProbeHandler = TypeOf<typeof probeHandler>

export const probe = object(
  'io.k8s.api.core.v1.Probe',
  {
    ...inline(1, probeHandler),
    initialDelaySeconds: opt(2, int32, { doc: 'Seconds after the start before the first check.' }),
    timeoutSeconds: opt(3, int32, { doc: 'Seconds until a check counts as failed; 1 where absent.' }),
    periodSeconds: opt(4, int32, { doc: 'Seconds between checks; 10 where absent.' }),
    successThreshold: opt(5, int32, { doc: 'Successes in a row that count as success; 1 where absent.' }),
    failureThreshold: opt(6, int32, { doc: 'Failures in a row that count as failure; 3 where absent.' }),
    terminationGracePeriodSeconds: opt(7, int64, {
      doc: "Seconds to end when this check failed, instead of the pod's.",
      pointer: true,
    }),
  },
  { doc: 'A check of a container, done again and again.' },
)
export type Probe = TypeOf<typeof probe>
