// The program of the pause image, which holds a pod's namespaces open. It is machine code, since the machine has no
// compiler to count on, and a shell would not do: a shell as process 1 ignores SIGTERM, sleeps in a child, and costs a
// megabyte a pod. This takes one page. As process 1 of a shared PID namespace it reaps every orphan.
//
// It blocks the three signals that matter and waits for them one by one, so no handler, no race and no busy loop. A
// blocked signal reaches even process 1, for which the kernel drops unblocked ones that have no handler.
//
//   rt_sigprocmask(SIG_BLOCK, {SIGINT, SIGTERM, SIGCHLD})
//   for (;;) {
//     switch (rt_sigtimedwait(set)) {
//       case SIGCHLD: while (wait4(-1, WNOHANG) > 0); continue
//       case -EINTR: continue            // stopped and continued
//       default: exit_group(result < 0)  // SIGINT and SIGTERM: 0
//     }
//   }
// Upstream: build/pause/linux/pause.c
import { type Architecture, elfProgram } from './elf.ts'

const amd64 = `
  6802400100    push 0x14002          ; bits 1, 14, 16: SIGINT, SIGTERM, SIGCHLD
  4889e6        mov rsi, rsp
  31ff          xor edi, edi          ; SIG_BLOCK
  31d2          xor edx, edx
  6a08          push 8
  415a          pop r10               ; bytes of a signal set
  6a0e          push 14
  58            pop rax               ; rt_sigprocmask
  0f05          syscall
  4889e7 wait:  mov rdi, rsp
  31f6          xor esi, esi
  31d2          xor edx, edx          ; no timeout
  6a08          push 8
  415a          pop r10
  b880000000    mov eax, 128          ; rt_sigtimedwait
  0f05          syscall
  83f811        cmp eax, 17           ; SIGCHLD
  7411          je reap
  83f8fc        cmp eax, -4           ; EINTR
  74e4          je wait
  89c7          mov edi, eax
  c1ef1f        shr edi, 31
  b8e7000000    mov eax, 231          ; exit_group
  0f05          syscall
  6aff   reap:  push -1
  5f            pop rdi               ; any child
  31f6          xor esi, esi
  6a01          push 1
  5a            pop rdx               ; WNOHANG
  4531d2        xor r10d, r10d
  6a3d          push 61
  58            pop rax               ; wait4
  0f05          syscall
  85c0          test eax, eax
  7fec          jg reap
  ebc2          jmp wait`

const arm64 = `
  49008852      mov w9, #0x4002
  2900a072      movk w9, #1, lsl #16
  e90f1ff8      str x9, [sp, #-16]!
  000080d2      mov x0, #0            ; SIG_BLOCK
  e1030091      mov x1, sp
  020080d2      mov x2, #0
  030180d2      mov x3, #8
  e81080d2      mov x8, #135          ; rt_sigprocmask
  010000d4      svc #0
  e0030091 wait: mov x0, sp
  010080d2      mov x1, #0
  020080d2      mov x2, #0            ; no timeout
  030180d2      mov x3, #8
  281180d2      mov x8, #137          ; rt_sigtimedwait
  010000d4      svc #0
  1f440071      cmp w0, #17           ; SIGCHLD
  c0000054      b.eq reap
  1f100031      cmn w0, #4            ; EINTR
  e0feff54      b.eq wait
  007c1f53      lsr w0, w0, #31
  c80b80d2      mov x8, #94           ; exit_group
  010000d4      svc #0
  00008092 reap: mov x0, #-1          ; any child
  010080d2      mov x1, #0
  220080d2      mov x2, #1            ; WNOHANG
  030080d2      mov x3, #0
  882080d2      mov x8, #260          ; wait4
  010000d4      svc #0
  1f000071      cmp w0, #0
  2cffff54      b.gt reap
  ebffff17      b wait`

const listings: Readonly<Record<Architecture, string>> = { amd64, arm64 }

/** The pause program as a static executable. */
export function pauseProgram(architecture: Architecture): Uint8Array {
  const words = listings[architecture].trim().split('\n')
  const code = words.map((line) => line.trim().split(/\s/, 1)[0]).join('')
  return elfProgram(architecture, Buffer.from(code, 'hex'))
}
