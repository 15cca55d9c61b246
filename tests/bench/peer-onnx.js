// SPDX-License-Identifier: GPL-3.0-or-later
// ONNX Runtime's side of the comparison of backbones: NETWORK.onnx PICTURES.f32 NUMBER EDGE THREADS; NODE_PATH names
// the folder of onnxruntime-node. Obeys the same lines as bench-turns.c.
const fs = require('fs');
const readline = require('readline');
const ort = require('onnxruntime-node');

const [network, pictures, number, edge, threads] = process.argv.slice(2);

async function main() {
  const session = await ort.InferenceSession.create(network, {
    executionProviders: ['cpu'], graphOptimizationLevel: 'all', executionMode: 'sequential',
    intraOpNumThreads: Number(threads), interOpNumThreads: 1,
  });
  const bytes = fs.readFileSync(pictures);
  const values = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  const input = new ort.Tensor('float32', values, [Number(number), 3, Number(edge), Number(edge)]);
  let maps;

  console.log('ready');
  for await (const line of readline.createInterface({ input: process.stdin })) {
    const [command, argument] = line.split(' ');
    if (command === 'run') {
      const times = [];
      for (let i = 0; i < Number(argument); i++) {
        const start = process.hrtime.bigint();
        maps = (await session.run({ pictures: input })).maps;
        times.push(Number(process.hrtime.bigint() - start) / 1e9);
      }
      console.log(times.join(' '));
    } else if (command === 'save') {
      fs.writeFileSync(argument, Buffer.from(Float64Array.from(maps.data).buffer));
      console.log('saved');
    } else {
      console.log(1024 * Number(/^VmHWM:\s*(\d+)/m.exec(fs.readFileSync('/proc/self/status', 'utf8'))[1]));
    }
  }
}

main();
