// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// Triangles: faces of cells, isosurfaces, slices.

#ifdef KKR_VERTEX

layout(location = 0) in vec3 in_position;
layout(location = 1) in vec3 in_normal;
layout(location = 2) in vec4 in_front; // colour and opacity
layout(location = 3) in vec4 in_back;  // colour and gloss
layout(location = 4) in vec2 in_place; // on the map or on the image

uniform vec3 u_shift; // of the positions, bohr

out vec3 v_position;
out vec3 v_normal;
flat out vec4 v_front;
flat out vec4 v_back;
out vec2 v_place;

void main()
{
    v_position = in_position + u_shift;
    v_normal = in_normal;
    v_front = in_front;
    v_back = in_back;
    v_place = in_place;
    gl_Position = to_window(u_matrix * vec4(v_position, 1.0));
}

#endif
#ifdef KKR_FRAGMENT

const int COLOR_PAINT = 0, COLOR_MAP = 1, COLOR_IMAGE = 2;

in vec3 v_position;
in vec3 v_normal;
flat in vec4 v_front;
flat in vec4 v_back;
in vec2 v_place;

uniform int u_coloring;
uniform sampler2D u_colors;   // the map, or the image
uniform float u_outline;      // width of the line where the surface turns away, samples
uniform vec3 u_outline_color;

void main()
{
    vec3 viewer = towards(v_position);
    // where the gradient vanishes there is no normal
    vec3 normal = dot(v_normal, v_normal) > 0.0 ? normalize(v_normal) : viewer;
    float facing = dot(normal, viewer);
    // The line: |n.v| over its change per sample is the distance from where it is 0.
    float samples = u_outline > 0.0 ? abs(facing) / max(fwidth(facing), 1e-5) : 0.0;
    peel(gl_FragCoord.z);
    bool front = gl_FrontFacing;
    normal = front ? normal : -normal;
    // an interpolated normal may look away where its triangle does not
    normal = normalize(normal - min(dot(normal, viewer), 0.0) * viewer);

    vec3 color = front ? v_front.rgb : v_back.rgb;
    float alpha = v_front.a;
    if (u_coloring == COLOR_MAP) {
        float last = float(textureSize(u_colors, 0).x - 1);
        int k = int(clamp(v_place.x, 0.0, 1.0) * last + 0.5);
        color = texelFetch(u_colors, ivec2(k, 0), 0).rgb;
        if (!front)
            color = mix(color, vec3(dot(color, vec3(0.3, 0.6, 0.1))), 0.35);
    } else if (u_coloring == COLOR_IMAGE) {
        vec4 texel = texture(u_colors, v_place);
        color = texel.rgb;
        alpha *= texel.a;
        if (alpha <= (u_pass == PASS_OPAQUE ? 0.5 : 0.0))
            discard;
    }
    color = lit(color, normal, viewer, v_back.a);
    if (u_outline > 0.0 && abs(facing) < 0.4) {
        float line = clamp(u_outline + 0.5 - samples, 0.0, 1.0);
        color = mix(color, u_outline_color, line);
        alpha = mix(alpha, max(alpha, 0.85), line);
    }
    emit(color, alpha, gl_FragCoord.z);
}

#endif
