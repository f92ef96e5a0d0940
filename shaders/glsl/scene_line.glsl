// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// Lines of constant width with round ends, as squares that face the viewer: wide
// lines of OpenGL are 1 pixel wide on much hardware.

uniform vec2 u_size; // of the whole picture, samples

#ifdef KKR_VERTEX

uniform float u_pitch;  // bohr per sample at the target
uniform float u_unit;   // samples per unit of the page

layout(location = 0) in vec3 in_a;
layout(location = 1) in vec3 in_b;
layout(location = 2) in vec4 in_color;
layout(location = 3) in vec2 in_look; // width and length of a dash (0: none), page units

out vec2 v_place;        // along and across, samples
flat out float v_length;
flat out float v_width;
flat out float v_dash;
flat out vec4 v_color;

// Nearer than the faces it bounds: these may fall away steeply beside it.
vec4 lifted(vec3 point, float width)
{
    float w = (u_matrix * vec4(point, 1.0)).w;
    return u_matrix * vec4(point + 2.0 * (width + 1.0) * u_pitch * w * towards(point), 1.0);
}

void main()
{
    v_width = in_look.x * u_unit;
    v_dash = in_look.y * u_unit;
    v_color = in_color;
    vec4 a = lifted(in_a, v_width), b = lifted(in_b, v_width);
    if (a.w < 0.02 && b.w > 0.02)
        a = mix(a, b, (0.02 - a.w) / (b.w - a.w));
    else if (b.w < 0.02 && a.w > 0.02)
        b = mix(b, a, (0.02 - b.w) / (a.w - b.w));
    vec3 begin = a.xyz / a.w, end = b.xyz / b.w;
    vec2 along = (end.xy - begin.xy) * 0.5 * u_size;
    v_length = length(along);
    along = v_length > 1e-6 ? along / v_length : vec2(1.0, 0.0);
    vec2 across = vec2(-along.y, along.x);
    float reach = 0.5 * v_width + 1.0;
    bool at_end = (gl_VertexID & 1) == 1;
    v_place = vec2(at_end ? v_length + reach : -reach, (gl_VertexID & 2) == 2 ? reach : -reach);
    vec3 corner = at_end ? end : begin;
    corner.xy += ((at_end ? reach : -reach) * along + v_place.y * across) / (0.5 * u_size);
    gl_Position = a.w < 0.02 && b.w < 0.02 ? vec4(0.0, 0.0, 9.0, 1.0)
                                           : to_window(vec4(corner, 1.0));
}

#endif
#ifdef KKR_FRAGMENT

in vec2 v_place;
flat in float v_length;
flat in float v_width;
flat in float v_dash;
flat in vec4 v_color;

uniform bool u_core;   // the part that hides what is behind, or the soft rim
uniform float u_alpha; // below 1: shines through

void main()
{
    float beyond = max(max(-v_place.x, v_place.x - v_length), 0.0);
    if (v_dash > 0.0) {
        float period = 1.8 * v_dash;
        float from_middle = abs(mod(v_place.x + 0.5 * period, period) - 0.5 * period);
        beyond = max(beyond, from_middle - 0.5 * v_dash);
    }
    float width = max(v_width, 1.0);
    float alpha = clamp(0.5 * width + 0.5 - length(vec2(beyond, v_place.y)), 0.0, 1.0);
    alpha *= min(v_width, 1.0);
    if ((alpha >= 0.5) != u_core)
        discard;
    alpha *= u_alpha * v_color.a;
    if (alpha <= 0.0)
        discard;
    emit(v_color.rgb, alpha, gl_FragCoord.z);
}

#endif
