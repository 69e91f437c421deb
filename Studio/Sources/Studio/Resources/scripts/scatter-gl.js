/** Points drawn by WebGL 2: positions and styles stay on the graphics card, a frame is one or two calls. */

const vertexSource = `#version 300 es
in vec2 position;
in vec4 colour;
in float form;
uniform vec2 scale;
uniform vec2 shift;
uniform float size;
uniform float opacity;
out vec4 shade;
flat out int kind;
void main() {
  gl_Position = vec4(position * scale + shift, 0.0, 1.0);
  gl_PointSize = size;
  shade = vec4(colour.rgb, colour.a * opacity);
  kind = int(form + 0.5);
}`;

// Discs, squares, triangles, diamonds: classes beyond the eighth have the same colours and another form.
const fragmentSource = `#version 300 es
precision highp float;
in vec4 shade;
flat in int kind;
uniform float size;
out vec4 result;
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  float d = length(p);
  if (kind == 1) d = max(abs(p.x), abs(p.y)) * 1.15;
  if (kind == 2) d = 1.0 + max(p.y - 0.8, 0.9 * (abs(p.x) - 0.5 * (p.y + 1.0)));
  if (kind == 3) d = (abs(p.x) + abs(p.y)) * 1.02;
  float edge = 2.0 / size;
  float alpha = 1.0 - smoothstep(1.0 - edge, 1.0, d);
  if (alpha <= 0.0) discard;
  result = vec4(shade.rgb, shade.a * alpha);
}`;

/**
 * @param {WebGL2RenderingContext} gl
 * @param {number} type
 * @param {string} source
 */
function compiled(gl, type, source) {
  const shader = /** @type {WebGLShader} */ (gl.createShader(type));
  gl.shaderSource(shader, source);
  gl.compileShader(shader);
  if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS)) throw new Error(gl.getShaderInfoLog(shader) ?? "no shader");
  return shader;
}

/** Whether a graphics card draws: browsers may say so without one. @param {WebGL2RenderingContext} gl */
function hasCard(gl) {
  const names = gl.getExtension("WEBGL_debug_renderer_info");
  const name = String(gl.getParameter(names ? names.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
  return !/swiftshader|llvmpipe|softpipe|software|basic render/i.test(name);
}

export class GLPoints {
  #gl;
  /** @type {Record<string, WebGLUniformLocation | null>} */ #places = {};
  #buffers;
  #count = 0;
  /** The points that have a colour: they may come after the positions. */
  #styled = 0;
  /** The number of selected points; -1 without a selection. */
  #chosen = -1;

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {boolean} [takesSoftware] whether WebGL without a graphics card will do; it is ten times slower than scatter-flat.js
   * @returns {GLPoints | null} null where the browser has no WebGL 2
   */
  static on(canvas, takesSoftware = false) {
    const gl = canvas.getContext("webgl2", {
      alpha: true, antialias: false, premultipliedAlpha: false, depth: false, failIfMajorPerformanceCaveat: !takesSoftware,
    });
    try {
      return gl && (takesSoftware || hasCard(gl)) ? new GLPoints(gl) : null;
    } catch {
      return null;
    }
  }

  /** @param {WebGL2RenderingContext} gl */
  constructor(gl) {
    this.#gl = gl;
    const program = /** @type {WebGLProgram} */ (gl.createProgram());
    gl.attachShader(program, compiled(gl, gl.VERTEX_SHADER, vertexSource));
    gl.attachShader(program, compiled(gl, gl.FRAGMENT_SHADER, fragmentSource));
    gl.linkProgram(program);
    if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program) ?? "no program");
    gl.useProgram(program);
    for (const name of ["scale", "shift", "size", "opacity"]) this.#places[name] = gl.getUniformLocation(program, name);
    this.#buffers = { position: gl.createBuffer(), colour: gl.createBuffer(), form: gl.createBuffer(), chosen: gl.createBuffer() };
    for (const [name, size, type, isNormal] of /** @type {[string, number, number, boolean][]} */ ([
      ["position", 2, gl.FLOAT, false], ["colour", 4, gl.UNSIGNED_BYTE, true], ["form", 1, gl.UNSIGNED_BYTE, false],
    ])) {
      const place = gl.getAttribLocation(program, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
      gl.enableVertexAttribArray(place);
      gl.vertexAttribPointer(place, size, type, isNormal, 0, 0);
    }
    gl.enable(gl.BLEND);
    gl.blendFuncSeparate(gl.SRC_ALPHA, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /** @param {Float32Array} positions x and y of each point */
  setPositions(positions) {
    this.#fill("position", positions);
    this.#count = positions.length / 2;
  }

  /** @param {Uint8Array} colours red, green, blue and alpha of each point @param {Uint8Array} forms 0 to 3 */
  setStyle(colours, forms) {
    this.#fill("colour", colours);
    this.#fill("form", forms);
    this.#styled = forms.length;
  }

  /** @param {Uint32Array | null} points the selected ones, drawn above the others, which fade; null for no selection */
  setChosen(points) {
    const gl = this.#gl;
    this.#chosen = points ? points.length : -1;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.#buffers.chosen);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, points ?? new Uint32Array(0), gl.STATIC_DRAW);
  }

  /** @param {string} name @param {ArrayBufferView} values */
  #fill(name, values) {
    const gl = this.#gl;
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
  }

  /**
   * @param {{scale: number, x: number, y: number}} view pixels for a unit, and the position in the middle
   * @param {number} size of a point in pixels of the canvas
   */
  draw(view, size) {
    const gl = this.#gl;
    const [width, height] = [gl.canvas.width, gl.canvas.height];
    const scale = [(2 * view.scale) / width, (2 * view.scale) / height];
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (this.#styled < this.#count) return;
    gl.uniform2f(this.#places.scale, scale[0], scale[1]);
    gl.uniform2f(this.#places.shift, -view.x * scale[0], -view.y * scale[1]);
    gl.uniform1f(this.#places.size, size);
    gl.uniform1f(this.#places.opacity, this.#chosen >= 0 ? 0.16 : 1);
    gl.drawArrays(gl.POINTS, 0, this.#count);
    if (this.#chosen <= 0) return;
    gl.uniform1f(this.#places.opacity, 1);
    gl.uniform1f(this.#places.size, size * 1.3);
    gl.drawElements(gl.POINTS, this.#chosen, gl.UNSIGNED_INT, 0);
  }

  /** The pixel in the middle, once the graphics card is done; for measurements. */
  finish() {
    const gl = this.#gl;
    const pixel = new Uint8Array(4);
    gl.readPixels(gl.canvas.width >> 1, gl.canvas.height >> 1, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, pixel);
    return pixel;
  }
}
