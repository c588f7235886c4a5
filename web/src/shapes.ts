// A node program for sigma that draws each kind in its own shape, so that colour is not needed to tell
// them apart. A node is one triangle that holds the shape; the fragment shader cuts it out by its distance
// to the outline.

import { NodeProgram } from "sigma/rendering";
import { floatColor } from "sigma/utils";

const VERTEX = `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_point;
varying float v_pixel;
varying float v_shape;
void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  // A triangle around a circle of 1.6 radii, which holds the farthest corner of all shapes.
  v_point = 3.2 * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + v_point * radius, 1)).xy, 0, 1);
  v_pixel = u_correctionRatio / radius * 2.0;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= 255.0 / 254.0;
}
`;

const FRAGMENT = `
precision highp float;
varying vec4 v_color;
varying vec2 v_point;
varying float v_pixel;
varying float v_shape;
uniform vec3 u_page;
void main(void) {
  vec2 p = abs(v_point);
  float d;
  if (v_shape < 0.5) d = length(v_point) - 1.0;
  else if (v_shape < 1.5) d = max(p.x, p.y) - 0.8862;
  else if (v_shape < 2.5) d = (p.x + p.y - 1.2533) * 0.7071;
  else if (v_shape < 3.5) d = max(-v_point.y, 0.866 * p.x + 0.5 * v_point.y) - 0.7776;
  else d = max(p.y, 0.866 * p.x + 0.5 * p.y) - 0.9523;
  #ifdef PICKING_MODE
  if (d > 0.0) discard;
  gl_FragColor = v_color;
  #else
  float inside = 1.0 - smoothstep(-v_pixel, 0.0, d);
  // A line in the colour of the page keeps nodes apart that touch.
  float ring = smoothstep(-2.0 * v_pixel, -1.0 * v_pixel, d);
  gl_FragColor = vec4(mix(v_color.rgb, u_page, ring), 1.0) * inside;
  #endif
}
`;

const { UNSIGNED_BYTE, FLOAT } = WebGLRenderingContext;

let page: [number, number, number] = [1, 1, 1];

/** The colour between nodes, `#rrggbb`. */
export function setPage(colour: string): void {
  const part = (at: number) => parseInt(colour.slice(at, at + 2), 16) / 255 || 0;
  page = [part(1), part(3), part(5)];
}

export class ShapeProgram extends NodeProgram {
  /** Without the buffer from which sigma reads what is under the pointer: see `stage.ts`. */
  constructor(gl: WebGLRenderingContext, _picking: WebGLFramebuffer | null, renderer: any) {
    super(gl, null, renderer);
  }

  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.TRIANGLES,
      UNIFORMS: ["u_sizeRatio", "u_correctionRatio", "u_matrix", "u_page"],
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    } as any;
  }

  processVisibleItem(index: number, start: number, data: any): void {
    const { array } = this;
    array[start] = data.x;
    array[start + 1] = data.y;
    array[start + 2] = data.size;
    array[start + 3] = data.shape;
    array[start + 4] = floatColor(data.color);
    array[start + 5] = index;
  }

  setUniforms(params: any, { gl, uniformLocations }: any): void {
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform3f(uniformLocations.u_page, page[0], page[1], page[2]);
  }
}
