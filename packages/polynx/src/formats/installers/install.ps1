# Installs the programs of one release:
#   powershell -ExecutionPolicy Bypass -File THIS-FILE [-To FOLDER] [-From URL]
# An archive whose SHA-256 is not the one below is not installed.
param([string]$To = '', [string]$From = '')

# <release>
# Stands for a release, so that this file is a valid script. polynx replaces the lines between the two marks.
$name = 'tool'
$version = '1.0.0'
$baseUrl = 'https://downloads.example'
$programs = @('tool.exe')
$archives = @{
  'x64' = @('tool-1.0.0-windows-x64.zip', '0000000000000000000000000000000000000000000000000000000000000000')
}
# </release>

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
# Windows PowerShell draws a bar that takes longer than the download.
$ProgressPreference = 'SilentlyContinue'

if ($To -eq '') { $To = Join-Path $env:LOCALAPPDATA "Programs\$name" }
if ($From -eq '') { $From = $baseUrl }
if ($From -eq '') { throw 'Say where to download from: -From URL' }
# A 32-bit PowerShell says x86 on any processor, and the real one in the second variable.
$machine = if ($env:PROCESSOR_ARCHITEW6432) { $env:PROCESSOR_ARCHITEW6432 } else { $env:PROCESSOR_ARCHITECTURE }
$cpu = switch ($machine) { 'AMD64' { 'x64' } 'ARM64' { 'arm64' } default { $machine } }
if (-not $archives.ContainsKey($cpu)) { throw "There is no $name $version for Windows on $machine." }
$file, $sha256 = $archives[$cpu]

[Net.ServicePointManager]::SecurityProtocol = [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
$scratch = Join-Path ([IO.Path]::GetTempPath()) ([IO.Path]::GetRandomFileName())
New-Item -ItemType Directory -Path $scratch | Out-Null
try {
  $archive = Join-Path $scratch $file
  Invoke-WebRequest -UseBasicParsing -Uri ($From.TrimEnd('/') + '/' + $file) -OutFile $archive
  $found = (Get-FileHash -Algorithm SHA256 -LiteralPath $archive).Hash.ToLowerInvariant()
  if ($found -ne $sha256) { throw "$file is not what was published: its SHA-256 is $found and not $sha256. Nothing was installed." }
  $content = Join-Path $scratch 'content'
  New-Item -ItemType Directory -Path $content | Out-Null
  if ($file.EndsWith('.zip')) { Expand-Archive -LiteralPath $archive -DestinationPath $content }
  else {
    & tar -xf $archive -C $content
    if ($LASTEXITCODE -ne 0) { throw "$file could not be unpacked." }
  }
  New-Item -ItemType Directory -Path $To -Force | Out-Null
  foreach ($program in $programs) {
    $built = Get-ChildItem -Path $content -Recurse -Filter $program | Select-Object -First 1
    Copy-Item -LiteralPath $built.FullName -Destination (Join-Path $To $program) -Force
    Write-Output (Join-Path $To $program)
  }
  if (($env:PATH -split ';') -notcontains $To) { Write-Output "$To is not on PATH: add it." }
} finally {
  Remove-Item -LiteralPath $scratch -Recurse -Force
}
