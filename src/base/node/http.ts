// Node's HTTP/1.1. An import statement of node:http reads all of its exports, among them WebSocket, whose getter loads Node's
// whole fetch library: 12 ms and some MB a thread, for nothing. Types are imported from node:http itself.
const http = process.getBuiltinModule('node:http')

export const { Agent, createServer, request } = http
