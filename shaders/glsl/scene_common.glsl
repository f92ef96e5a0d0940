// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// What everything in a scene shares: where it is seen, its light, and into which
// of the passes it goes. Comes before surface, sphere and line.

uniform mat4 u_matrix;   // from bohr to clip coordinates of the whole picture
uniform vec4 u_window;   // the tile that is drawn: factor xy, then shift zw
uniform bool u_perspective;
uniform vec3 u_eye;      // of the viewer, bohr
uniform vec3 u_from;     // unit, towards a viewer without perspective

vec3 towards(vec3 point)
{
    return u_perspective ? normalize(u_eye - point) : u_from;
}

vec4 to_window(vec4 clip)
{
    return vec4(clip.xy * u_window.xy + clip.w * u_window.zw, clip.zw);
}

#ifdef KKR_FRAGMENT

const int PASS_OPAQUE = 0, PASS_PEEL = 1, PASS_WEIGHTED = 2;

uniform int u_pass;
uniform bool u_first;            // nothing has been peeled yet
uniform sampler2D u_opaque;      // depth of what is opaque
uniform sampler2D u_peeled;      // depth of the layer before
uniform sampler2D u_veil;        // the layers so far
uniform vec3 u_light;            // unit, towards the light
uniform vec3 u_paper;
uniform bool u_dark;
uniform float u_fog;             // how much the farthest point fades

layout(location = 0) out vec4 out_color; // premultiplied
layout(location = 1) out float out_weight;

// Soft light from above left; shadows keep some of the paper's light, so that
// nothing gets black on white paper.
vec3 lit(vec3 color, vec3 normal, vec3 viewer, float gloss)
{
    float wrapped = 0.5 + 0.5 * dot(normal, u_light);
    vec3 shadow = mix(0.46 * color, u_paper, u_dark ? 0.0 : 0.06);
    vec3 shaded = mix(shadow, color, smoothstep(0.0, 0.9, wrapped));
    // the brightest parts lean to the light, not to the colour
    float bright = smoothstep(0.72, 1.0, wrapped);
    shaded += 0.30 * bright * bright * (vec3(1.0) - shaded);
    vec3 half_way = normalize(u_light + viewer);
    shaded += 0.10 * pow(max(dot(normal, half_way), 0.0), 40.0) * (vec3(1.0) - shaded);
    return mix(color, shaded, gloss);
}

// Leaves only what belongs to the layer that is peeled. As early as possible: most
// fragments do not.
void peel(float z)
{
    if (u_pass != PASS_PEEL)
        return;
    ivec2 at = ivec2(gl_FragCoord.xy);
    if (z >= texelFetch(u_opaque, at, 0).r)
        discard;
    if (!u_first && z <= texelFetch(u_peeled, at, 0).r + 1e-7)
        discard;
    // what is left of what lies behind would not change a pixel
    if (!u_first && texelFetch(u_veil, at, 0).a > 0.996)
        discard;
}

// Hands a fragment at window depth z to the pass that is drawn.
void emit(vec3 color, float alpha, float z)
{
    color = mix(clamp(color, 0.0, 1.0), u_paper, u_fog * z);
    if (u_pass == PASS_WEIGHTED) {
        float weight = max(0.01, 300.0 * pow(1.0 - z, 3.0));
        out_color = vec4(color * alpha * weight, alpha);
        out_weight = alpha * weight;
        return;
    }
    out_color = vec4(color * alpha, alpha);
    out_weight = 0.0;
}

#endif
