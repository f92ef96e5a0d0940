// SPDX-FileCopyrightText: 2026 The authors of kkrscope
// SPDX-License-Identifier: MIT

// A sphere, exact at every pixel: a square that faces the viewer, and where the ray
// through the pixel meets the sphere. Half-spaces may cut it.

uniform vec4 u_sphere; // centre, radius

#ifdef KKR_VERTEX

out vec3 v_position;

void main()
{
    vec3 viewer = towards(u_sphere.xyz);
    vec3 side = normalize(cross(abs(viewer.z) < 0.9 ? vec3(0, 0, 1) : vec3(1, 0, 0), viewer));
    vec3 up = cross(viewer, side);
    // In perspective the rim is nearer than the centre and looks larger.
    float radius = u_sphere.w, away = distance(u_eye, u_sphere.xyz);
    if (u_perspective)
        radius *= away / sqrt(max(away * away - radius * radius, 1e-6 * away * away));
    vec2 corner = vec2((gl_VertexID & 1) == 1 ? 1.0 : -1.0, (gl_VertexID & 2) == 2 ? 1.0 : -1.0);
    v_position = u_sphere.xyz + 1.01 * radius * (corner.x * side + corner.y * up);
    gl_Position = to_window(u_matrix * vec4(v_position, 1.0));
}

#endif
#ifdef KKR_FRAGMENT

in vec3 v_position;

uniform bool u_far;          // the half that is seen from inside
uniform vec4 u_clips[64];    // normal . x <= w
uniform int u_n_clips;
uniform vec4 u_front_color;  // and opacity
uniform vec4 u_back_color;   // and gloss
uniform float u_outline;     // width of the rim's line, bohr
uniform vec3 u_outline_color;

void main()
{
    vec3 ray = -towards(v_position);
    vec3 from_center = v_position - u_sphere.xyz;
    float b = dot(from_center, ray), radius = u_sphere.w;
    vec3 nearest = from_center - b * ray;
    float square = radius * radius - dot(nearest, nearest);
    if (square < 0.0)
        discard;
    vec3 point = v_position + (-b + (u_far ? 1.0 : -1.0) * sqrt(square)) * ray;
    for (int i = 0; i < u_n_clips; i++)
        if (dot(u_clips[i].xyz, point) > u_clips[i].w)
            discard;
    vec4 clip = u_matrix * vec4(point, 1.0);
    float z = 0.5 + 0.5 * clip.z / clip.w;
    if (z <= 0.0 || z >= 1.0)
        discard;
    float across = fwidth(length(nearest));
    peel(z);
    gl_FragDepth = z;
    vec3 normal = (point - u_sphere.xyz) / radius;
    vec3 color = lit(u_far ? u_back_color.rgb : u_front_color.rgb, u_far ? -normal : normal,
                     -ray, u_back_color.a);
    float alpha = u_front_color.a;
    if (u_outline > 0.0) {
        float inside = radius - length(nearest);
        float line = clamp(0.5 + (u_outline - inside) / across, 0.0, 1.0);
        color = mix(color, u_outline_color, line);
        alpha = mix(alpha, max(alpha, 0.85), line);
    }
    emit(color, alpha, z);
}

#endif
